(* Training: the embedded Reber grammar, and the floor under the loss. *)
From HB Require Import structures.
From mathcomp Require Import all_ssreflect all_algebra ring lra.
From mathcomp Require Import boolp reals constructive_ereal sequences exp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.

Inductive letter := B | T | P | S | X | V | E.
Definition code a := match a with B => 0 | T => 1 | P => 2 | S => 3 | X => 4 | V => 5 | E => 6 end.
Definition decode n := nth E [:: B; T; P; S; X; V] n.
Lemma codeK : cancel code decode. Proof. by case. Qed.
HB.instance Definition _ := Equality.copy letter (can_type codeK).

(* The graph of fig-training-reber; 6 is its end. *)
Definition arrow (s : nat) (a : letter) : option nat :=
  match s, a with
  | 0, T => Some 1 | 0, P => Some 2
  | 1, S => Some 1 | 1, X => Some 3
  | 2, T => Some 2 | 2, V => Some 4
  | 3, X => Some 2 | 3, S => Some 5
  | 4, P => Some 3 | 4, V => Some 5
  | 5, E => Some 6
  | _, _ => None
  end.

(* [walk s w]: a walk from s to the end writes w. *)
Fixpoint walk s (w : seq letter) : bool :=
  if w is a :: w' then if arrow s a is Some s' then walk s' w' else false
  else s == 6.
Definition reber w := if w is B :: w' then walk 0 w' else false.
Definition embedded (w : seq letter) :=
  exists a r, [/\ a \in [:: T; P], reber r & w = B :: a :: r ++ [:: a; E]].

(* In how many places two words differ. *)
Fixpoint distance (w w' : seq letter) :=
  if (w, w') is (a :: w, a' :: w') then (a != a') + distance w w' else 0.

Lemma distance_same w : distance w w = 0.
Proof. by elim: w => //= a w ->; rewrite eqxx. Qed.

Lemma distance0 w w' : size w = size w' -> distance w w' = 0 -> w = w'.
Proof. by elim: w w' => [|a w IH] [|a' w'] //= [sz]; case: eqP => //= -> /IH->. Qed.

Lemma distance_cat r r' q q' : size r = size r' ->
  distance (r ++ q) (r' ++ q') = distance r r' + distance q q'.
Proof. by elim: r r' => [|b r IH] [|b' r'] //= [/IH->]; rewrite addnA. Qed.

(* No rest can be written from both states of a pair: two arrows of one state lead to (1, 2),
   (1, 3), (2, 4), (2, 5) or (3, 5), and a letter common to a pair leads on to (1, 5), (2, 3) or
   (4, 5). *)
Lemma no_common_rest w s t :
  let pairs := [:: (1, 2); (1, 3); (2, 4); (2, 5); (3, 5); (1, 5); (2, 3); (4, 5)] in
  ((s, t) \in pairs) || ((t, s) \in pairs) -> walk s w -> walk t w -> false.
Proof.
elim: w s t => [|a w IH] s t /=.
  by case: s => [|[|[|[|[|[|[|s]]]]]]] //; case: t => [|[|[|[|[|[|[|t]]]]]]].
case: s => [|[|[|[|[|[|s]]]]]] //; case: t => [|[|[|[|[|[|t]]]]]] //.
all: by case: a => //= _ ws wt; exact: IH ws wt.
Qed.

Lemma walk_distance w w' s :
  walk s w -> walk s w' -> size w = size w' -> distance w w' = 1 -> false.
Proof.
elim: w w' s => [|a w IH] [|a' w'] s //=.
have [<-|aa'] := eqVneq a a'; first by case: (arrow s a) => // t ws ws' [sz]; exact: IH ws ws' sz.
move=> + + [sz] [d0]; rewrite -(distance0 sz d0); move: aa'.
by case: s => [|[|[|[|[|[|s]]]]]] //; case: a => //; case: a' => //= _; exact: no_common_rest.
Qed.

(* lem-training-corruption *)
Lemma training_corruption before a a' after :
  a != a' -> embedded (before ++ a :: after) ->
  ~ embedded (before ++ a' :: after).
Proof.
move=> aa' [b [r [_ br e]]] [b' [r' [_ br' e']]].
have : distance (before ++ a :: after) (before ++ a' :: after) = 1.
  by rewrite distance_cat //= !distance_same aa'.
have : size (before ++ a :: after) = size (before ++ a' :: after) by rewrite !size_cat.
rewrite {}e {}e' /= !size_cat => -[/eqP]; rewrite eqn_add2r => /eqP sz.
rewrite distance_cat //=; case: eqP => _; rewrite !addn0; last by rewrite add1n addn1.
case: r r' sz br br' => [|[] r] [|[] r'] //= [sz] w w' d.
by have := walk_distance w w' sz d.
Qed.

Open Scope ring_scope.

(* eq-training-loss: the targets are pairs of a beginning q and the letter s that came, p is the
   predictor.  The loss is infinite if a letter came to which p gave the probability 0. *)
Definition loss (R : realType) (Q A : finType) (targets : seq (Q * A))
    (p : Q -> A -> R) : \bar R :=
  if all (fun t => 0 < p t.1 t.2) targets then
    (- (\sum_(t <- targets) ln (p t.1 t.2)) / (size targets)%:R)%:E
  else +oo%E.

Section Floor.
Variable R : realType.

Lemma ln_le (r : R) : 0 < r -> ln r <= r - 1.
Proof. by move=> r0; rewrite -[X in ln X](subrK 1) addrC le_ln1Dx // ltrBrDl subrr. Qed.

Lemma ln_eq (r : R) : 0 < r -> ln r = r - 1 -> r = 1.
Proof.
move=> r0 lnr; apply/eqP; apply: contraT => r1.
have : 1 + (r - 1) < expR (r - 1) by apply: expR_gt1Dx; rewrite subr_eq0.
by rewrite -lnr lnK ?posrE // lnr addrC subrK ltxx.
Qed.

(* One beginning, with the frequencies f and the probabilities p: both inequalities of the proof. *)
Section Beginning.
Variables (A : finType) (f p : A -> R).
Hypotheses (f0 : forall s, 0 <= f s) (f1 : \sum_s f s = 1).
Hypotheses (p0 : forall s, 0 <= p s) (p1 : \sum_s p s = 1) (fp : forall s, 0 < f s -> 0 < p s).

(* Each letter pays more than it must by this, which is not negative. *)
Let excess s := f s * (ln (f s) - ln (p s)) - f s + p s.

Let excess_ge0 s : 0 <= excess s.
Proof.
have := f0 s; rewrite le_eqVlt /excess => /predU1P[<-|fs]; first by rewrite mul0r subr0 add0r.
have r0 : 0 < p s / f s by rewrite divr_gt0 ?fp.
have := ln_le r0; rewrite ln_div ?posrE ?fp // -(ler_pM2l fs) mulrBr mulrBr mulrCA divff ?gt_eqF //.
by rewrite !mulrBr; lra.
Qed.

Let excess_eq0 s : excess s = 0 -> p s = f s.
Proof.
have := f0 s; rewrite le_eqVlt /excess => /predU1P[<-|fs]; first by rewrite mul0r subr0 add0r.
have r0 : 0 < p s / f s by rewrite divr_gt0 ?fp.
move=> e; suff r1 : p s / f s = 1 by rewrite -[LHS](divfK (lt0r_neq0 fs)) r1 mul1r.
apply: ln_eq r0 _; apply: (mulfI (lt0r_neq0 fs)).
rewrite ln_div ?posrE ?fp // [RHS]mulrBr mulrCA divff ?lt0r_neq0 // !mulr1.
by move: e; rewrite !mulrBr; lra.
Qed.

Lemma gibbs : 0 <= \sum_s f s * (ln (f s) - ln (p s)) ?= iff [forall s, p s == f s].
Proof.
have -> : \sum_s f s * (ln (f s) - ln (p s)) = \sum_s excess s.
  by rewrite big_split sumrB f1 p1 /= subrK.
split; first by apply: sumr_ge0 => s _; exact: excess_ge0.
rewrite eq_sym psumr_eq0 => [|s _]; last exact: excess_ge0.
apply/allP/forallP => [e s|e s _].
  by apply/eqP/excess_eq0/eqP; have := e s (mem_index_enum s); rewrite implyTb.
by rewrite /excess (eqP (e s)) subrr mulr0 sub0r addNr eqxx.
Qed.
End Beginning.

Variables (Q A : finType) (targets : seq (Q * A)).

Lemma sum_targets (F : Q * A -> R) :
  \sum_(t <- targets) F t = \sum_q \sum_s (count_mem (q, s) targets)%:R * F (q, s).
Proof.
rewrite pair_bigA /=; elim: targets => [|t r IH].
  by rewrite big_nil big1 // => x _; rewrite mul0r.
rewrite big_cons IH; under [RHS]eq_bigr do rewrite natrD mulrDl.
rewrite big_split; congr (_ + _); rewrite (bigD1 t) //= -surjective_pairing eqxx mul1r.
rewrite big1 ?addr0 // => -[q s] /=.
by rewrite eq_sym => /negPf->; rewrite mul0r.
Qed.

Lemma sum_letters q :
  \sum_s (count_mem (q, s) targets)%:R = (count (fun t => t.1 == q) targets)%:R :> R.
Proof.
rewrite -sum1_count natr_sum [RHS]big_mkcond /=.
rewrite (sum_targets (fun t => if t.1 == q then 1 else 0)) (bigD1 q) //=.
rewrite [X in _ + X]big1 ?addr0 => [|r /negPf->].
  by apply: eq_bigr => s _; rewrite eqxx mulr1.
by apply: big1 => s _; rewrite mulr0.
Qed.
End Floor.

(* thm-training-floor *)
Theorem training_floor (R : realType) (Q A : finType)
    (targets : seq (Q * A)) (p : Q -> A -> R) :
  let N := size targets in
  let c q := count (fun t => t.1 == q) targets in
  let c2 q s := count_mem (q, s) targets in
  let f q s := (c2 q s)%:R / (c q)%:R in
  let floor := - (\sum_q \sum_s (c2 q s)%:R * ln (f q s)) / N%:R in
  (0 < N)%N ->
  (forall q s, 0 <= p q s) -> (forall q, \sum_s p q s = 1) ->
  (floor%:E <= loss targets p)%E /\
  (loss targets p = floor%:E <->
    forall q, (0 < c q)%N -> forall s, p q s = f q s).
Proof.
move=> N c c2 f floor N0 p0 p1.
have c2_gt0 t : t \in targets -> (0 < c2 t.1 t.2)%N.
  by rewrite /c2 -surjective_pairing -has_count has_pred1.
have c_gt0 q s : (0 < c2 q s)%N -> (0 < c q)%N.
  rewrite /c2 /c -!has_count => /hasP[t tt /eqP tE].
  by apply/hasP; exists t; rewrite // tE.
have f_gt0 q s : (0 < c2 q s)%N -> 0 < f q s.
  by move=> h; rewrite divr_gt0 ?ltr0n // (c_gt0 q s).
rewrite /loss; case: allP => [pos|npos]; last first.
  split; first exact: leey.
  split=> // pf; case: npos => t /c2_gt0 h.
  by rewrite pf ?f_gt0 // (c_gt0 _ t.2).
pose D q := \sum_s f q s * (ln (f q s) - ln (p q s)).
have DP q : (0 < c q)%N -> 0 <= D q ?= iff [forall s, p q s == f q s].
  move=> cq; apply: gibbs => // [s||s].
  - by rewrite divr_ge0.
  - by rewrite -mulr_suml sum_letters divff // pnatr_eq0 -lt0n.
  rewrite /f => fs; apply: (pos (q, s)); apply: contraTT fs => /count_memPn cqs.
  by rewrite /c2 cqs mul0r ltxx.
have c2E q s : (c2 q s)%:R = (c q)%:R * f q s.
  have [cq|] := ltnP 0 (c q); first by rewrite mulrC divfK // pnatr_eq0 -lt0n.
  move=> /[dup] cq; rewrite leqn0 => /eqP->; rewrite mul0r; apply/eqP; rewrite pnatr_eq0 -leqn0.
  by rewrite leqNgt; apply: contraL cq => /c_gt0; rewrite -ltnNge.
have gap : - (\sum_(t <- targets) ln (p t.1 t.2)) / N%:R
    = floor + (\sum_q (c q)%:R * D q) / N%:R.
  rewrite -mulrDl sum_targets; congr (_ / _); apply/eqP.
  rewrite -subr_eq0 -!sumrN -big_split -sumrB /=.
  apply/eqP; apply: big1 => q _; rewrite -!sumrN /D mulr_sumr -big_split -sumrB /=.
  by apply: big1 => s _; rewrite c2E; ring.
have g0 q : 0 <= (c q)%:R * D q.
  by have [->|] := posnP (c q); [rewrite mul0r | move=> cq; rewrite mulr_ge0 // (DP q cq)].
rewrite gap lee_fin lerDl divr_ge0 ?sumr_ge0 //; split=> //.
split=> [[/eqP]|pf].
  rewrite -subr_eq0 addrC addKr mulf_eq0 invr_eq0 pnatr_eq0 [N == 0%N]gtn_eqF // orbF psumr_eq0 //.
  move=> /allP all0 q cq s; have := all0 q (mem_index_enum q).
  rewrite implyTb mulf_eq0 pnatr_eq0 gtn_eqF //= eq_sym (DP q cq) => /forallP/(_ s)/eqP; exact.
rewrite big1 ?mul0r ?addr0 // => q _; have [->|cq] := posnP (c q); first by rewrite mul0r.
by rewrite /D big1 ?mulr0 // => s _; rewrite pf // subrr mulr0.
Qed.
