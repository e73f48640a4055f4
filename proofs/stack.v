(* The chapter "A stack of layers". *)
From mathcomp Require Import all_ssreflect.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* def-stack-layers, with any step of a layer, so an LSTM and a GRU are meant, too.  X is the
   type of the inputs, H that of the states.  Steps are counted from 1: a layer that starts
   from h0 l reads u 1, u 2, ...  Layer 0 reads x, layer l > 0 the states below. *)
Record stack X H := Stack {
  first : X -> H -> H;       (* of u_t and h_(t-1) *)
  next : nat -> H -> H -> H  (* of the layers l > 0 *)
}.
Fixpoint state X H (s : stack X H) (h0 : nat -> H) (x : nat -> X) l :=
  fix at_step t :=
    if t is t'.+1 then
      if l is l'.+1 then next s l (state s h0 x l' t) (at_step t')
      else first s (x t) (at_step t')
    else h0 l.

(* A program keeps the states that it has computed, and computes them in groups: all states
   of a group are computed from what is known before the group.  A state cannot be computed
   (None) unless the two that it needs are known. *)
Section Program.
Variables (X H : Type) (s : stack X H) (h0 : nat -> H) (x : nat -> X).

Definition memory := nat -> nat -> option H.
Definition compute (known : memory) l t : option H :=
  let before := if t == 1 then Some (h0 l) else known l t.-1 in
  let below := if l is l'.+1 then omap (next s l) (known l' t)
               else Some (first s (x t)) in
  if (below, before) is (Some step, Some h) then Some (step h) else None.
Definition store (known : memory) (group : seq (nat * nat)) : memory :=
  fun l t => if (l, t) \in group then compute known l t else known l t.
Definition run (order : seq (seq (nat * nat))) : memory :=
  foldl store (fun _ _ => None) order.
End Program.

(* Each state comes in a group after those of the two states that it needs. *)
Definition allowed (order : seq (seq (nat * nat))) :=
  forall done group rest l t, order = done ++ group :: rest ->
    (l, t) \in group ->
    [/\ 0 < t, 1 < t -> (l, t.-1) \in flatten done
      & 0 < l -> (l.-1, t) \in flatten done].

(* thm-stack-order: the value of a computed state does not depend on the order. *)
Theorem stack_order X H (s : stack X H) h0 x order l t :
  allowed order -> (l, t) \in flatten order ->
  run s h0 x order l t = Some (state s h0 x l t).
Proof.
elim/last_ind: order l t => // order group IH l t ok.
have {}IH l' t' : (l', t') \in flatten order -> run s h0 x order l' t' = Some (state s h0 x l' t').
  apply: IH => done g rest l2 t2 e; apply: (ok done g (rcons rest group)).
  by rewrite e rcons_cat.
rewrite flatten_rcons mem_cat /run foldl_rcons -/(run s h0 x order) /store.
case: ifP => [/(ok order group [::]) [|t0 ht hl _] | _]; rewrite ?cats1 ?orbF //; last exact: IH.
rewrite /compute; case: t t0 ht hl => // -[|t] _ ht hl.
  by case: l hl {ht} => //= l /(_ isT)/IH ->.
by rewrite /= (IH _ _ (ht isT)); case: l hl {ht} => //= l /(_ isT)/IH ->.
Qed.

(* cor-stack-chain: one layer alone that reads u, and two of them, one after the other *)
Fixpoint layer U H (step : U -> H -> H) (h : H) (u : nat -> U) t : H :=
  if t is t'.+1 then step (u t) (layer step h u t') else h.

Corollary stack_chain X H (s : stack X H) h0 x :
  let lower := layer (first s) (h0 0) x in
  let upper := layer (next s 1) (h0 1) lower in
  forall t, state s h0 x 0 t = lower t /\ state s h0 x 1 t = upper t.
Proof.
move=> lower upper; have low t : state s h0 x 0 t = lower t by elim: t => //= t ->.
by split=> //; elim: t => // t IH; rewrite /upper /= -/upper -IH -low.
Qed.
