(* Fast weights: a matrix into which pairs of a key and a value are written. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences exp.
From Book Require Import attention.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* The state after t writes; k j and v j are the key, or its features, and the value of write j. *)
Fixpoint memory (R : comRingType) d e (k : nat -> 'cV[R]_d) (v : nat -> 'cV[R]_e)
    (t : nat) : 'M[R]_(d, e) :=
  if t is s.+1 then memory k v s + k s *m (v s)^T else 0.

(* thm-fast-exchange *)
Theorem fast_exchange (R : comRingType) d e
    (k : nat -> 'cV[R]_d) (v : nat -> 'cV[R]_e) (q : 'cV_d) s t :
  (s <= t)%N ->
  q^T *m memory k v t =
    q^T *m memory k v s + \sum_(s <= j < t) (q^T *m k j) *m (v j)^T.
Proof.
elim: t => [|t IH]; first by rewrite leqn0 => /eqP->; rewrite big_geq // addr0.
rewrite leq_eqVlt => /orP[/eqP->|]; first by rewrite big_geq // addr0.
by rewrite ltnS => st; rewrite big_nat_recr //= mulmxDr IH // addrA mulmxA.
Qed.

(* The normaliser: all values are the number 1. *)
Corollary fast_exchange_normaliser (R : comRingType) d
    (k : nat -> 'cV[R]_d) (q : 'cV_d) t :
  q^T *m (\sum_(0 <= j < t) k j) = \sum_(0 <= j < t) q^T *m k j.
Proof. by rewrite mulmx_sumr. Qed.

(* A part of a list: its greatest score, the sum of its weights in units of that, and its mean. *)
Definition merge (R : realType) d (x y : R * R * 'cV[R]_d) : R * R * 'cV_d :=
  let: (m1, s1, c1) := x in let: (m2, s2, c2) := y in
  let m := Num.max m1 m2 in
  let w1 := s1 * expR (m1 - m) in
  let w2 := s2 * expR (m2 - m) in
  (m, w1 + w2, (w1 + w2)^-1 *: (w1 *: c1 + w2 *: c2)).

(* The parts that occur have a positive sum. *)
Definition positive (R : realType) d (x : R * R * 'cV[R]_d) := 0 < x.1.2.

(* The pairs 0 to t of a list, merged one after the other. *)
Fixpoint online (R : realType) d (s : nat -> R) (v : nat -> 'cV[R]_d) t :=
  if t is r.+1 then merge (online s v r) (s t, 1, v t) else (s 0, 1, v 0).

Section Parts.
Variables (R : realType) (d : nat).
Implicit Types x y z : R * R * 'cV[R]_d.

Definition total x := x.1.2 * expR x.1.1.
Definition weighed x := total x *: x.2.

Lemma total_gt0 x : positive x -> 0 < total x.
Proof. by move=> x0; rewrite mulr_gt0 ?expR_gt0. Qed.

(* A part is determined by its greatest score and two sums. *)
Lemma part_eq x y : positive x ->
  x.1.1 = y.1.1 -> total x = total y -> weighed x = weighed y -> x = y.
Proof.
case: x y => [[m s] c] [[n r] b] /= x0 mn; rewrite /weighed /total /= -{}mn => sr.
have e0 : expR m != 0 by rewrite lt0r_neq0 // expR_gt0.
move/(mulIf e0): (sr) => <-; rewrite -/(total (m, s, c)).
by move/(scalerI (lt0r_neq0 (total_gt0 x0)))->.
Qed.

Lemma merge_max x y : (merge x y).1.1 = Num.max x.1.1 y.1.1.
Proof. by case: x y => [[? ?] ?] [[? ?] ?]. Qed.

Lemma merge_total x y : total (merge x y) = total x + total y.
Proof.
case: x y => [[m1 s1] c1] [[m2 s2] c2]; rewrite /total /=.
by rewrite mulrDl -!mulrA -!expRD !subrK.
Qed.

Lemma merge_positive x y : positive x -> positive y -> positive (merge x y).
Proof.
case: x y => [[m1 s1] c1] [[m2 s2] c2]; rewrite /positive /= => x0 y0.
by rewrite addr_gt0 // mulr_gt0 // expR_gt0.
Qed.

Lemma merge_weighed x y : positive x -> positive y ->
  weighed (merge x y) = weighed x + weighed y.
Proof.
move=> x0 y0; have := merge_positive x0 y0; move: x0 y0.
case: x y => [[m1 s1] c1] [[m2 s2] c2]; rewrite /positive /weighed /total /= => x0 y0 xy0.
rewrite scalerA mulrAC divff ?lt0r_neq0 // mul1r scalerDr !scalerA.
by rewrite ![expR _ * (_ * _)]mulrCA -!expRD ![Num.max _ _ + _]addrC !subrK.
Qed.
End Parts.

(* thm-fast-online *)
Theorem fast_online_associative (R : realType) d (x y z : R * R * 'cV[R]_d) :
  positive x -> positive y -> positive z ->
  merge x (merge y z) = merge (merge x y) z.
Proof.
move=> x0 y0 z0; have [xy yz] := (merge_positive x0 y0, merge_positive y0 z0).
apply: part_eq; first exact: merge_positive.
- by rewrite !merge_max maxA.
- by rewrite !merge_total addrA.
- by rewrite !merge_weighed // addrA.
Qed.

Theorem fast_online_commutative (R : realType) d (x y : R * R * 'cV[R]_d) :
  positive x -> positive y -> merge x y = merge y x.
Proof.
move=> x0 y0; apply: part_eq; first exact: merge_positive.
- by rewrite !merge_max maxC.
- by rewrite !merge_total addrC.
- by rewrite !merge_weighed // addrC.
Qed.

(* The greatest score, the sum in its units, and the context of softmax attention. *)
Theorem fast_online (R : realType) d
    (s : nat -> R) (v : nat -> 'cV[R]_d) t :
  let: (m, total, c) := online s v t in
  [/\ forall j, (j <= t)%N -> s j <= m,
      exists2 j, (j <= t)%N & m = s j,
      total = \sum_(j < t.+1) expR (s j - m) &
      c = (\matrix_(j < t.+1, i < d) v j i 0)^T *m
            softmax (\col_(j < t.+1) s j)].
Proof.
have pos r : positive (online s v r).
  by elim: r => [|r IH] /=; [exact: ltr01 | apply: merge_positive; [|exact: ltr01]].
have greatest r j : (j <= r)%N -> s j <= (online s v r).1.1.
  elim: r => [|r IH]; first by rewrite leqn0 => /eqP->.
  rewrite merge_max /= le_max leq_eqVlt => /orP[/eqP->|]; first by rewrite lexx orbT.
  by rewrite ltnS => /IH->.
have attained r : exists2 j, (j <= r)%N & (online s v r).1.1 = s j.
  elim: r => [|r [j jr mj]]; first by exists 0.
  rewrite merge_max /= mj; case: leP => _; first by exists r.+1.
  by exists j; first exact: leqW.
have totalE r : total (online s v r) = \sum_(j < r.+1) expR (s j).
  elim: r => [|r IH]; first by rewrite big_ord_recl big_ord0 addr0 /total mul1r.
  by rewrite merge_total IH [in RHS]big_ord_recr /total /= mul1r.
have weighedE r : weighed (online s v r) = \sum_(j < r.+1) expR (s j) *: v j.
  elim: r => [|r IH]; first by rewrite big_ord_recl big_ord0 addr0 /weighed /total mul1r.
  have one : positive (s r.+1, 1, v r.+1) by exact: ltr01.
  rewrite [LHS](merge_weighed (pos r) one) IH [RHS]big_ord_recr /=; congr (_ + _).
  by rewrite /weighed /total /= mul1r.
move: (pos t) (@greatest t) (attained t) (totalE t) (weighedE t).
case: (online s v t) => [[m r] c] /= r0 mG mA; rewrite /weighed /total /= => rE cE.
have e0 : expR m != 0 by rewrite lt0r_neq0 // expR_gt0.
split=> //.
  apply: (mulIf e0); rewrite rE mulr_suml; apply: eq_bigr => j _.
  by rewrite -expRD subrK.
have T0 : r * expR m != 0 by rewrite mulf_neq0 // lt0r_neq0.
apply: (scalerI T0); rewrite cE; apply/matrixP => i j; rewrite ord1 {j}.
rewrite summxE [in RHS]mxE mxE mulr_sumr; apply: eq_bigr => j _; rewrite !mxE.
have -> : \sum_k expR ((\col_(j0 < t.+1) s j0) k 0) = r * expR m.
  by rewrite rE; apply: eq_bigr => k _; rewrite mxE.
by rewrite [RHS]mulrCA [X in _ = _ * X]mulrC divfK // mulrC.
Qed.

(* The state after a write that first removes a share beta of what the key reads. *)
Definition delta_write (R : comRingType) d e (beta : R)
    (S : 'M_(d, e)) (k : 'cV_d) (v : 'cV_e) : 'M_(d, e) :=
  S + beta *: (k *m (v - S^T *m k)^T).

(* thm-fast-delta *)
Theorem fast_delta (R : comRingType) d e
    (beta : R) (S : 'M_(d, e)) (k : 'cV_d) (v : 'cV_e) :
  k^T *m k = 1 ->
  (delta_write beta S k v)^T *m k = (1 - beta) *: (S^T *m k) + beta *: v.
Proof.
move=> k1; rewrite /delta_write linearD /= linearZ /= trmx_mul trmxK mulmxDl.
rewrite -scalemxAl -mulmxA k1 mulmx1 scalerBr scalerBl scale1r.
by rewrite addrCA addrC.
Qed.

Corollary fast_delta_exact (R : comRingType) d e
    (S : 'M[R]_(d, e)) (k : 'cV_d) (v : 'cV_e) :
  k^T *m k = 1 -> (delta_write 1 S k v)^T *m k = v.
Proof. by move=> k1; rewrite fast_delta // subrr scale0r add0r scale1r. Qed.

Theorem fast_delta_orthogonal (R : comRingType) d e
    (beta : R) (S : 'M_(d, e)) (k q : 'cV_d) (v : 'cV_e) :
  k^T *m q = 0 -> (delta_write beta S k v)^T *m q = S^T *m q.
Proof.
move=> kq; rewrite /delta_write linearD /= linearZ /= trmx_mul trmxK mulmxDl.
by rewrite -scalemxAl -mulmxA kq mulmx0 scaler0 addr0.
Qed.

(* thm-fast-capacity: the keys are the rows of K, the values those of V. *)
Theorem fast_capacity_sum (F : fieldType) m d e (K : 'M[F]_(m, d)) :
  (0 < e)%N ->
  (forall V : 'M_(m, e), K *m (K^T *m V) = V) <-> K *m K^T = 1%:M.
Proof.
case: e => // e _; split=> [all|KK V]; last by rewrite mulmxA KK mul1mx.
apply/matrixP => i j; have /matrixP/(_ i ord0) := all (\matrix_(a, b) (a == j)%:R).
rewrite mulmxA [LHS]mxE [RHS]mxE (bigD1 j) //= [X in _ * X]mxE eqxx mulr1 big1 => [|a /negPf aj].
  by rewrite addr0 => ->; rewrite mxE.
by rewrite [X in _ * X]mxE aj mulr0.
Qed.

(* Any rule, not only a linear one. *)
Theorem fast_capacity (F : fieldType) m d e
    (K : 'M[F]_(m, d)) (rule : 'M_(m, e) -> 'M_(d, e)) :
  (0 < e)%N -> (forall V, K *m rule V = V) -> (m <= d)%N.
Proof.
case: e rule => // e rule _ all.
pose S := \matrix_(i < d, j < m) rule (\matrix_(a, b) ((a == j) && (b == ord0))%:R) i ord0.
suff KS : K *m S = 1%:M by exact: mulmx1_min KS.
apply/matrixP => i j; rewrite [RHS]mxE.
have /matrixP/(_ i ord0) := all (\matrix_(a, b) ((a == j) && (b == ord0))%:R).
rewrite [RHS]mxE eqxx andbT => <-; rewrite !mxE; apply: eq_bigr => a _; by rewrite mxE.
Qed.

Theorem fast_capacity_independent (F : fieldType) m d e (K : 'M[F]_(m, d)) :
  row_free K ->
  exists rule : 'M_(m, e) -> 'M_(d, e), forall V, K *m rule V = V.
Proof.
by move=> free; exists (mulmx (pinvmx K)) => V; rewrite mulmxA mulmxVp // mul1mx.
Qed.

(* A cell of the mLSTM: the matrix C_t of pairs, or with e = 1 and values 1 the vector n_t. *)
Fixpoint gated (R : comRingType) d e (f i : nat -> R)
    (k : nat -> 'cV[R]_d) (v : nat -> 'cV[R]_e) t : 'M[R]_(e, d) :=
  if t is s.+1 then f t *: gated f i k v s + i t *: (v t *m (k t)^T) else 0.

(* thm-fast-stabiliser *)
Theorem fast_stabiliser (R : realType) d e (log_f log_i m : nat -> R)
    (k : nat -> 'cV[R]_d) (v : nat -> 'cV[R]_e) t :
  gated (fun t => expR (log_f t + m t.-1 - m t))
        (fun t => expR (log_i t - m t)) k v t =
  expR (- m t) *:
    gated (fun t => expR (log_f t)) (fun t => expR (log_i t)) k v t.
Proof.
elim: t => [|t IH] /=; first by rewrite scaler0.
rewrite IH scalerDr !scalerA -!expRD.
by congr (expR _ *: _ + expR _ *: _); ring.
Qed.

Theorem fast_stabiliser_output (R : realType) d e
    (C : 'M[R]_(e, d)) (n : 'rV_d) (q : 'cV_d) (m : R) :
  (Num.max `|((expR (- m) *: n) *m q) 0 0| (expR (- m)))^-1
    *: ((expR (- m) *: C) *m q) =
  (Num.max `|(n *m q) 0 0| 1)^-1 *: (C *m q).
Proof.
have e0 := expR_gt0 (- m).
rewrite -!scalemxAl [X in `|X|]mxE normrM gtr0_norm // -{2}[expR _]mulr1 -maxr_pMr ?ltW //.
by rewrite scalerA invfM mulrAC mulVf ?mul1r // lt0r_neq0.
Qed.
