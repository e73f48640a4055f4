(* Backpropagation through time, for every size and every number of steps. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp functions reals topology normedtype derive.
From Book Require Import vectors activations differentiation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import GRing.Theory. Open Scope ring_scope.

(* eq-bptt-forward: the state h_t.  The input x_t is [x t], t = 1, 2, ... *)
Fixpoint state (R : realType) nh nx (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh)
    (b_ih b_hh : 'cV_nh) (x : nat -> 'cV_nx) (h_0 : 'cV_nh) t : 'cV_nh :=
  if t is t'.+1 then
    map_mx (@tanh R) (W_ih *m x t + b_ih
      + W_hh *m state W_ih W_hh b_ih b_hh x h_0 t' + b_hh)
  else h_0.

(* The loss is a function of h_1, ..., h_T, the columns of a matrix. *)
Definition columns (R : realType) nh T (h : nat -> 'cV[R]_nh) : 'M_(nh, T) :=
  \matrix_(i, t) h t.+1 i 0.

(* x_1, x_2, ... with v in the place of x_t. *)
Definition replaced (R : realType) nx (x : nat -> 'cV[R]_nx) t v k :=
  if k == t then v else x k.

(* h_1, h_2, ... with v in the place of h_t, and the later states made from it. *)
Definition restarted (R : realType) nh nx (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh)
    (b_ih b_hh : 'cV_nh) (x : nat -> 'cV_nx) (h_0 : 'cV_nh) t v k :=
  if (k < t)%N then state W_ih W_hh b_ih b_hh x h_0 k
  else state W_ih W_hh b_ih b_hh (fun j => x (t + j)%N) v (k - t).

(* The states move with the velocities h'_t: u_t is what step t adds inside tanh, k_t outside.  The
   recursion that goes back gives the same change of the loss. *)
Lemma adjoint (R : comRingType) nh T (W_hh : 'M[R]_nh)
    (h d delta epsilon h' u k : nat -> 'cV_nh) :
  d 0%N = 0 -> delta T = d T ->
  (forall t, (1 <= t <= T)%N -> epsilon t = delta t ⊙ (ones - h t ⊙ h t)) ->
  (forall t, (1 <= t <= T)%N -> delta t.-1 = d t.-1 + W_hh^T *m epsilon t) ->
  h' 0%N = k 0%N ->
  (forall t, h' t.+1 = (ones - h t.+1 ⊙ h t.+1) ⊙ (W_hh *m h' t + u t.+1) + k t.+1) ->
  \sum_(1 <= t < T.+1) inner (d t) (h' t)
    = \sum_(1 <= t < T.+1) inner (epsilon t) (u t) + \sum_(0 <= t < T.+1) inner (delta t) (k t).
Proof.
move=> d0 deltaT eps back start step.
suff H t : (t <= T)%N -> \sum_(1 <= j < t.+1) inner (d j) (h' j) + inner (delta t - d t) (h' t)
    = \sum_(1 <= j < t.+1) inner (epsilon j) (u j) + \sum_(0 <= j < t.+1) inner (delta j) (k j).
  by rewrite -H // deltaT subrr [inner 0 _]innerC inner0r addr0.
elim: t => [|t IH] tT; first by rewrite big_nat1 !big_geq // d0 subr0 start.
have -> : inner (delta t.+1 - d t.+1) (h' t.+1) = inner (delta t - d t) (h' t)
    + inner (epsilon t.+1) (u t.+1) + inner (delta t.+1) (k t.+1) - inner (d t.+1) (h' t.+1).
  rewrite innerBl {1}step innerDr inner_hadamard -eps // innerDr inner_mulr.
  by rewrite (back t.+1 tT) /= [d t + _]addrC addrK.
rewrite !(big_nat_recr t.+1) //= [RHS]addrACA -(IH (ltnW tT)); ring.
Qed.

Section Moves.
Variables (R : realType) (nh nx : nat).

Lemma inner_columns T (d h' : nat -> 'cV[R]_nh) :
  inner (columns T d) (columns T h') = \sum_(1 <= t < T.+1) inner (d t) (h' t).
Proof.
rewrite big_add1 big_mkord /inner exchange_big; apply: eq_bigr => t _; apply: eq_bigr => i _.
by rewrite big_ord1 !mxE.
Qed.

(* All arguments of the states move. *)
Variables (W_ih : R -> 'M[R]_(nh, nx)) (W_hh : R -> 'M[R]_nh) (b_ih b_hh : R -> 'cV[R]_nh).
Variables (x : R -> nat -> 'cV[R]_nx) (h_0 : R -> 'cV[R]_nh) (s : R).
Variables (W_ih' : 'M[R]_(nh, nx)) (W_hh' : 'M[R]_nh) (b_ih' b_hh' : 'cV[R]_nh).
Variables (x' : nat -> 'cV[R]_nx) (h_0' : 'cV[R]_nh).
Hypotheses (mW_ih : moves W_ih s W_ih') (mW_hh : moves W_hh s W_hh').
Hypotheses (mb_ih : moves b_ih s b_ih') (mb_hh : moves b_hh s b_hh').
Hypotheses (mx : forall t, moves (x ^~ t) s (x' t)) (mh_0 : moves h_0 s h_0').

Let h s := state (W_ih s) (W_hh s) (b_ih s) (b_hh s) (x s) (h_0 s).
Let u t := W_ih s *m x' t + W_ih' *m x s t + b_ih' + (W_hh' *m h s t.-1 + b_hh').
Fixpoint velocity t := if t is t'.+1
  then (ones - h s t ⊙ h s t) ⊙ (W_hh s *m velocity t' + u t) else h_0'.

Lemma state_moves t : moves (h ^~ t) s (velocity t).
Proof.
elim: t => // t IH /=; apply: moves_tanh.
have -> : W_hh s *m velocity t + u t.+1 = W_ih s *m x' t.+1 + W_ih' *m x s t.+1 + b_ih'
    + (W_hh s *m velocity t + W_hh' *m h s t) + b_hh'.
  by rewrite /u addrCA -!addrA.
by do !apply: movesD => //; apply: movesM.
Qed.

Lemma loss_moves T (l : 'M_(nh, T) -> R) (d delta epsilon : nat -> 'cV_nh) :
  is_gradient l (columns T (h s)) (columns T d) ->
  d 0%N = 0 -> delta T = d T ->
  (forall t, (1 <= t <= T)%N -> epsilon t = delta t ⊙ (ones - h s t ⊙ h s t)) ->
  (forall t, (1 <= t <= T)%N -> delta t.-1 = d t.-1 + (W_hh s)^T *m epsilon t) ->
  is_derive s (1 : R) (fun s => l (columns T (h s)))
    (\sum_(1 <= t < T.+1) inner (epsilon t) (u t) + inner (delta 0%N) h_0').
Proof.
move=> grad d0 deltaT eps back.
have <- : inner (columns T d) (columns T velocity)
    = \sum_(1 <= t < T.+1) inner (epsilon t) (u t) + inner (delta 0%N) h_0'.
  rewrite inner_columns.
  rewrite (adjoint (u := u) (k := fun t => if t is 0 then h_0' else 0) d0 deltaT eps back) //.
    congr (_ + _); rewrite big_ltn // big1_seq ?addr0 // => -[|t].
      by rewrite mem_index_iota.
    by rewrite inner0r.
  by move=> t; rewrite addr0.
apply: (grad (fun s => columns T (h s))) => // i t.
have -> : (fun s => columns T (h s) i t) = fun s => h s t.+1 i 0.
  by apply: funext => r; rewrite mxE.
by rewrite mxE; exact: state_moves.
Qed.
End Moves.

(* thm-bptt-adjoint *)
Theorem bptt_adjoint (R : realType) nh nx T
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) (l : 'M_(nh, T) -> R)
    (d delta epsilon : nat -> 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x h_0 in
  let L W_ih W_hh b_ih b_hh x h_0 :=
    l (columns T (state W_ih W_hh b_ih b_hh x h_0)) in
  is_gradient l (columns T h) (columns T d) ->
  d 0%N = 0 ->
  delta T = d T ->
  (forall t, (1 <= t <= T)%N ->
    epsilon t = delta t ⊙ (ones - h t ⊙ h t)) ->
  (forall t, (1 <= t <= T)%N ->
    delta t.-1 = d t.-1 + W_hh^T *m epsilon t) ->
  [/\ is_gradient (fun W => L W_ih W b_ih b_hh x h_0) W_hh
        (\sum_(1 <= t < T.+1) epsilon t *m (h t.-1)^T),
      is_gradient (fun W => L W W_hh b_ih b_hh x h_0) W_ih
        (\sum_(1 <= t < T.+1) epsilon t *m (x t)^T),
      is_gradient (fun b => L W_ih W_hh b b_hh x h_0) b_ih
        (\sum_(1 <= t < T.+1) epsilon t) /\
      is_gradient (fun b => L W_ih W_hh b_ih b x h_0) b_hh
        (\sum_(1 <= t < T.+1) epsilon t),
      forall t, (1 <= t <= T)%N ->
      is_gradient (fun v => L W_ih W_hh b_ih b_hh (replaced x t v) h_0) (x t)
        (W_ih^T *m epsilon t)
    & is_gradient (fun v => L W_ih W_hh b_ih b_hh x v) h_0 (delta 0%N)].
Proof.
move=> h L grad d0 deltaT eps back; pose c m n A s := @moves_cst R m n A s.
have none := (mulmx0, mul0mx, addr0, add0r, inner0r).
split; [| |split|move=> t tT|]; move=> A s A' As mA.
- have := loss_moves (c _ _ W_ih s) mA (c _ _ b_ih s) (c _ _ b_hh s) (fun t => c _ _ (x t) s)
    (c _ _ h_0 s).
  rewrite As => /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  by rewrite inner0r addr0 inner_suml; apply: eq_bigr => t _; rewrite !none inner_mull.
- have := loss_moves mA (c _ _ W_hh s) (c _ _ b_ih s) (c _ _ b_hh s) (fun t => c _ _ (x t) s)
    (c _ _ h_0 s).
  rewrite As => /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  by rewrite inner0r addr0 inner_suml; apply: eq_bigr => t _; rewrite !none inner_mull.
- have := loss_moves (c _ _ W_ih s) (c _ _ W_hh s) mA (c _ _ b_hh s) (fun t => c _ _ (x t) s)
    (c _ _ h_0 s).
  rewrite As => /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  by rewrite inner0r addr0 inner_suml; apply: eq_bigr => t _; rewrite !none.
- have := loss_moves (c _ _ W_ih s) (c _ _ W_hh s) (c _ _ b_ih s) mA (fun t => c _ _ (x t) s)
    (c _ _ h_0 s).
  rewrite As => /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  by rewrite inner0r addr0 inner_suml; apply: eq_bigr => t _; rewrite !none.
- have mx k : moves (fun s => replaced x t (A s) k) s (if k == t then A' else 0).
    by rewrite /replaced; case: eqP => // _; exact: c.
  have xE : replaced x t (A s) = x.
    by apply: funext => k; rewrite /replaced As; case: eqP => // ->.
  have := loss_moves (c _ _ W_ih s) (c _ _ W_hh s) (c _ _ b_ih s) (c _ _ b_hh s) mx
    (c _ _ h_0 s).
  rewrite xE => /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  rewrite inner0r addr0 (big_rem t) ?mem_index_iota //= eqxx !none inner_mulr.
  rewrite big1_seq ?addr0 //= => k.
  by rewrite mem_rem_uniq ?iota_uniq // inE => /andP[/negPf-> _]; rewrite !none.
- have := loss_moves (c _ _ W_ih s) (c _ _ W_hh s) (c _ _ b_ih s) (c _ _ b_hh s)
    (fun t => c _ _ (x t) s) mA; rewrite As.
  move=> /(_ T l d delta epsilon grad d0 deltaT eps back)/is_derive_eq; apply.
  by rewrite big1 ?add0r // => t _; rewrite !none.
Qed.

(* delta_t is the gradient with respect to h_t, and epsilon_t that with respect to z_t, with
   everything that follows from a change of h_t or z_t. *)
Theorem bptt_adjoint_is_gradient (R : realType) nh nx T
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) (l : 'M_(nh, T) -> R)
    (d delta epsilon : nat -> 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x h_0 in
  let z t := W_ih *m x t + b_ih + W_hh *m h t.-1 + b_hh in
  let L t v := l (columns T (restarted W_ih W_hh b_ih b_hh x h_0 t v)) in
  is_gradient l (columns T h) (columns T d) ->
  d 0%N = 0 ->
  delta T = d T ->
  (forall t, (1 <= t <= T)%N ->
    epsilon t = delta t ⊙ (ones - h t ⊙ h t)) ->
  (forall t, (1 <= t <= T)%N ->
    delta t.-1 = d t.-1 + W_hh^T *m epsilon t) ->
  (forall t, (t <= T)%N -> is_gradient (L t) (h t) (delta t)) /\
  (forall t, (1 <= t <= T)%N ->
    is_gradient (fun z => L t (map_mx (@tanh R) z)) (z t) (epsilon t)).
Proof.
move=> h z L grad d0 deltaT eps back.
have dh t : (t <= T)%N -> is_gradient (L t) (h t) (delta t).
  move=> tT A s A' As mA; pose c m n B := @moves_cst R m n B s; pose y j := x (t + j)%N.
  have later j : state W_ih W_hh b_ih b_hh y (h t) j = h (t + j)%N.
    by elim: j => [|j /= ->]; rewrite ?addn0 // /h /y addnS.
  have E : restarted W_ih W_hh b_ih b_hh x h_0 t (h t) = h.
    apply: funext => k; rewrite /restarted; case: ltnP => // tk.
    by rewrite (later (k - t)%N) subnKC.
  have := state_moves (c _ _ W_ih) (c _ _ W_hh) (c _ _ b_ih) (c _ _ b_hh) (fun j => c _ _ (y j)) mA.
  set v := velocity _ _ _ _ _ _ _ _ _ _ _ _ _ => mv.
  pose h' k := if (k < t)%N then 0 else v (k - t)%N.
  have -> : inner (delta t) A' = inner (columns T d) (columns T h').
    rewrite inner_columns.
    rewrite (adjoint (u := fun=> 0) (k := fun k => if k == t then A' else 0) d0 deltaT eps back).
    - rewrite big1 ?add0r => [|k _]; last exact: inner0r.
      rewrite (big_rem t) ?mem_index_iota // eqxx big1_seq ?Monoid.mulm1 // => k.
      by rewrite andTb mem_rem_uniq ?iota_uniq // inE => /andP[/negPf-> _]; rewrite inner0r.
    - by rewrite /h' sub0n; case: (ltngtP 0%N t).
    move=> k; rewrite /h' addr0; case: (ltngtP k.+1 t) => [kt|tk|kt].
    - by rewrite mulmx0 had0r addr0.
    - rewrite addr0 subSn // /v /= !(mulmx0, mul0mx, addr0) As.
      by rewrite -[map_mx _ _]/(state W_ih W_hh b_ih b_hh y (h t) (k - t).+1) later addnS subnKC.
    by rewrite kt subnn mulmx0 had0r add0r.
  apply: (grad (fun r => columns T (restarted W_ih W_hh b_ih b_hh x h_0 t (A r)))).
    by rewrite As E.
  move=> i k; rewrite mxE /h' /restarted.
  have -> : (fun r => columns T (fun j => if (j < t)%N then h j
      else state W_ih W_hh b_ih b_hh y (A r) (j - t)) i k)
    = fun r => (if (k.+1 < t)%N then h k.+1
      else state W_ih W_hh b_ih b_hh y (A r) (k.+1 - t)) i 0.
    by apply: funext => r; rewrite mxE.
  by case: ifP => _; [exact: c | exact: mv].
split=> // t tT A s A' As mA; have /andP[t1 tT'] := tT.
rewrite eps // -inner_hadamard; case: t t1 tT tT' As => // t _ tT tT' As.
have -> : h t.+1 = map_mx (@tanh R) (A s) by rewrite As.
by apply: (dh _ tT' (fun s => map_mx (@tanh R) (A s))); [rewrite As | exact: moves_tanh].
Qed.
