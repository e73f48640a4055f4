(* The chapter "Batches of unequal lengths". *)
From mathcomp Require Import all_ssreflect.
From Book Require Import stack.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.

(* lem-batches-padding *)
Lemma batches_padding X H (s : stack X H) h0 (x x' : nat -> X) t :
  (forall i, 1 <= i <= t -> x i = x' i) ->
  forall l i, 1 <= i <= t -> state s h0 x l i = state s h0 x' l i.
Proof.
move=> xx' l i /andP[_]; elim: l i => [|l IHl]; elim=> [|i IHi] // it.
  by rewrite /= xx' // -!/(state _ _ _ 0 _) IHi // ltnW.
by rewrite /= -!/(state _ _ _ l.+1 _) IHl // IHi // ltnW.
Qed.

(* Packing, for T steps: first the first steps of all sequences that have one, then the same
   of what is left.  Nothing is sorted here; the theorem asks for sorted sequences. *)
Fixpoint columns X T (xs : seq (seq X)) : seq (seq X) :=
  if T is T'.+1 then pmap ohead xs :: columns T' (map behead xs) else [::].
Definition data X T (xs : seq (seq X)) := flatten (columns T xs).
Definition batch_sizes X T (xs : seq (seq X)) := map size (columns T xs).

(* The function run_packed of the chapter, with any step of a layer ... *)
Fixpoint run_packed X H (step : X -> H -> H) data sizes (h : seq H) :=
  if sizes is size :: rest then
    let u := take size data in
    let new := [seq step p.1 p.2 | p <- zip u (take size h)] in
    let: (states, last) :=
      run_packed step (drop size data) rest (new ++ drop size h) in
    (new ++ states, last)
  else ([::], h).

(* ... and a stack of layers 0, ..., l: all states of layer l, and its last ones. *)
Fixpoint run_stack X H (s : stack X H) data sizes (h : nat -> seq H) l :=
  if l is l'.+1 then
    run_packed (next s l) (run_stack s data sizes h l').1 sizes (h l)
  else run_packed (first s) data sizes (h l).

(* A sequence with its start states, and what layer l computes for it alone: h_1, ..., h_T
   and h_T. *)
Definition example X H := (seq X * (nat -> H))%type.
Definition input X (x0 : X) (xs : seq X) t := nth x0 xs t.-1.
Definition alone X H (s : stack X H) x0 l (e : example X H) :=
  [seq state s e.2 (input x0 e.1) l t | t <- iota 1 (size e.1)].
Definition last_alone X H (s : stack X H) x0 l (e : example X H) :=
  state s e.2 (input x0 e.1) l (size e.1).

(* One layer: a pair is a sequence and its start state. *)
Section Layer.
Variables (X H : Type) (step : X -> H -> H).
Let states (p : seq X * H) := scanl (fun h x => step x h) p.2 p.1.
Let last_state (p : seq X * H) := foldl (fun h x => step x h) p.2 p.1.
(* What a step does to a pair: nothing, if the sequence has ended. *)
Let advance (p : seq X * H) :=
  if p.1 is x :: rest then (rest, step x p.2) else p.

Lemma advance_rows (ps : seq (seq X * H)) :
  sorted (fun p q => size q.1 <= size p.1) ps ->
  let u := pmap ohead (map fst ps) in
  let new := [seq step p.1 p.2 | p <- zip u (take (size u) (map snd ps))] in
  new = pmap ohead (map states ps)
  /\ new ++ drop (size u) (map snd ps) = map snd (map advance ps).
Proof.
elim: ps => //= -[[|x s] h] ps IH /=; last first.
  by move=> /path_sorted/IH[eq1 eq2]; split; congr (_ :: _).
rewrite path_sortedE => [|p q r /= qp rq]; last exact: leq_trans rq qp.
case/andP=> empty _; suff [-> -> ->] : [/\ pmap ohead (map fst ps) = [::],
  pmap ohead (map states ps) = [::] & map snd (map advance ps) = map snd ps] by [].
by elim: ps empty {IH} => //= -[[|x s] g] ps IH //= /IH[-> -> ->].
Qed.

Lemma run_packed_alone T (ps : seq (seq X * H)) :
  sorted (fun p q => size q.1 <= size p.1) ps -> all (fun p => size p.1 <= T) ps ->
  run_packed step (data T (map fst ps)) (batch_sizes T (map fst ps)) (map snd ps)
    = (data T (map states ps), map last_state ps).
Proof.
elim: T ps => [|T IH] ps ord len.
  by congr (_, _); elim: ps len {ord} => //= -[[|x s] h] ps IH //= /IH ->.
rewrite /data /batch_sizes /= take_size_cat // drop_size_cat //.
have [-> ->] := advance_rows ord.
have -> : map behead (map fst ps) = map fst (map advance ps).
  by rewrite -!map_comp; apply: eq_map => -[[|x s] h].
rewrite -/(data _ _) -/(batch_sizes _ _) IH.
- rewrite /data; congr (_ ++ flatten (columns _ _), _); rewrite -!map_comp; apply: eq_map.
    by case=> [[|x [|y s]] h].
  by case=> [[|x s] h].
- by rewrite sorted_map; apply: sub_sorted ord => -[[|x s] h] [[|y r] g].
by rewrite all_map; apply: sub_all len => -[[|x s] h].
Qed.

(* The same for any sequences u of inputs and h of states, of n e steps each. *)
Lemma run_packed_steps T (E : Type) (batch : seq E) (n : E -> nat) (u : E -> nat -> X) h :
  (forall e t, h e t.+1 = step (u e t.+1) (h e t)) ->
  sorted (fun e e' => n e' <= n e) batch -> all (fun e => n e <= T) batch ->
  let xs := [seq [seq u e t | t <- iota 1 (n e)] | e <- batch] in
  run_packed step (data T xs) (batch_sizes T xs) [seq h e 0 | e <- batch]
    = (data T [seq [seq h e t | t <- iota 1 (n e)] | e <- batch], [seq h e (n e) | e <- batch]).
Proof.
move=> hS ord len xs; pose p e := ([seq u e t | t <- iota 1 (n e)], h e 0).
have sz e : size (p e).1 = n e by rewrite size_map size_iota.
have [xsE hE] : xs = map fst (map p batch) /\ [seq h e 0 | e <- batch] = map snd (map p batch).
  by rewrite -!map_comp.
rewrite xsE hE run_packed_alone -?map_comp.
- have unroll e k m : let us := [seq u e t | t <- iota k.+1 m] in
      scanl (fun h x => step x h) (h e k) us = [seq h e t | t <- iota k.+1 m]
      /\ foldl (fun h x => step x h) (h e k) us = h e (k + m).
    elim: m k => [|m IH] k; first by rewrite addn0.
    by have [] := IH k.+1; rewrite /= addSnnS -hS => -> ->.
  by congr (data _ _, _); apply: eq_map => e; have [] := unroll e 0 (n e).
- by rewrite sorted_map; apply: sub_sorted ord => e e'; rewrite /= !sz.
by rewrite all_map; apply: sub_all len => e; rewrite /= sz.
Qed.
End Layer.

Lemma batch_sizes_sizes X Y T (xs : seq (seq X)) (ys : seq (seq Y)) :
  map size xs = map size ys -> batch_sizes T xs = batch_sizes T ys.
Proof.
have head Z (zs : seq (seq Z)) : size (pmap ohead zs) = count (leq 1) (map size zs).
  by rewrite size_pmap !count_map; apply: eq_count => -[].
have tail Z (zs : seq (seq Z)) : map size (map behead zs) = map predn (map size zs).
  by rewrite -!map_comp; apply: eq_map => -[].
elim: T xs ys => // T IH xs ys eq_sz; congr (_ :: _); first by rewrite !head eq_sz.
by apply: IH; rewrite !tail eq_sz.
Qed.

(* thm-batches-packed: the results are the states of each sequence alone, packed, and its
   last state.  The element x0 of X is never read. *)
Theorem batches_packed X H (s : stack X H) (x0 : X) T l
    (batch : seq (example X H)) :
  sorted (fun e e' => size e'.1 <= size e.1) batch ->
  all (fun e => size e.1 <= T) batch ->
  let xs := [seq e.1 | e <- batch] in
  let h l := [seq e.2 l | e <- batch] in
  run_stack s (data T xs) (batch_sizes T xs) h l
    = (data T (map (alone s x0 l) batch), map (last_alone s x0 l) batch).
Proof.
move=> ord len /=; elim: l => [|l IH] /=.
  have -> : map fst batch = [seq [seq input x0 e.1 t | t <- iota 1 (size e.1)] | e <- batch].
    apply: eq_map => e; rewrite (iotaDl 1 0) -map_comp.
    by rewrite (map_nth_iota0 x0) // take_size.
  exact: (run_packed_steps (h := fun e => state s e.2 (input x0 e.1) 0)).
rewrite IH (_ : batch_sizes T (map fst batch) = batch_sizes T (map (alone s x0 l) batch)).
  exact: (run_packed_steps (h := fun e => state s e.2 (input x0 e.1) l.+1)).
by apply: batch_sizes_sizes; rewrite -!map_comp; apply: eq_map => e /=; rewrite size_map size_iota.
Qed.
