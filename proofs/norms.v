(* The length of a vector and the 2-norm of a matrix, over the real numbers. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets reals.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Open Scope ring_scope. Open Scope classical_set_scope.

Definition norm (R : realType) n (v : 'cV[R]_n) := Num.sqrt (\sum_i v i 0 ^+ 2).

(* def-long-gain: the greatest factor by which A lengthens a vector. *)
Definition norm2 (R : realType) m n (A : 'M[R]_(m, n)) :=
  sup [set norm (A *m v) / norm v | v in [set v | v != 0]].

Section Norms.
Variable R : realType.
Implicit Types (m n k : nat) (c : R).

Lemma norm_ge0 n (v : 'cV[R]_n) : 0 <= norm v.
Proof. exact: sqrtr_ge0. Qed.

Lemma sqr_norm n (v : 'cV[R]_n) : norm v ^+ 2 = \sum_i v i 0 ^+ 2.
Proof. by rewrite sqr_sqrtr // sumr_ge0 // => i _; exact: sqr_ge0. Qed.

Lemma norm0 n : norm (0 : 'cV[R]_n) = 0.
Proof. by rewrite /norm big1 ?sqrtr0 // => i _; rewrite mxE expr0n. Qed.

Lemma norm_gt0 n (v : 'cV[R]_n) : v != 0 -> 0 < norm v.
Proof.
rewrite lt_def norm_ge0 andbT; apply: contra_neq => v0; apply/matrixP => i j; rewrite !ord1 mxE.
have /eqP := sqr_norm v; rewrite v0 expr0n eq_sym psumr_eq0 => [/allP|k _]; last exact: sqr_ge0.
by move=> /(_ i (mem_index_enum i)); rewrite sqrf_eq0 => /eqP.
Qed.

Lemma le_norm n (v w : 'cV[R]_n) : (forall i, `|v i 0| <= `|w i 0|) -> norm v <= norm w.
Proof.
move=> vw; rewrite ler_wsqrtr // ler_sum // => i _.
by rewrite -[v i 0 ^+ 2]real_normK ?num_real // -[w i 0 ^+ 2]real_normK ?num_real // ler_sqr ?nnegrE.
Qed.

Lemma normZ n c (v : 'cV[R]_n) : norm (c *: v) = `|c| * norm v.
Proof.
rewrite /norm -sqrtr_sqr -sqrtrM ?sqr_ge0 // mulr_sumr; congr Num.sqrt.
by apply: eq_bigr => i _; rewrite mxE exprMn.
Qed.

Lemma cauchy_schwarz n (v w : 'cV[R]_n) : \sum_i v i 0 * w i 0 <= norm v * norm w.
Proof.
have [->|/norm_gt0 v0] := eqVneq v 0.
  by rewrite norm0 mul0r big1 // => i _; rewrite mxE mul0r.
have [->|/norm_gt0 w0] := eqVneq w 0.
  by rewrite norm0 mulr0 big1 // => i _; rewrite mxE mulr0.
have : 0 <= \sum_i (norm w * v i 0 - norm v * w i 0) ^+ 2.
  by apply: sumr_ge0 => i _; exact: sqr_ge0.
have -> : \sum_i (norm w * v i 0 - norm v * w i 0) ^+ 2
    = 2 * (norm v * norm w) * (norm v * norm w - \sum_i v i 0 * w i 0).
  transitivity (norm w ^+ 2 * (\sum_i v i 0 ^+ 2) + norm v ^+ 2 * (\sum_i w i 0 ^+ 2)
    - 2 * (norm v * norm w) * \sum_i v i 0 * w i 0); last by rewrite -!sqr_norm; ring.
  rewrite !mulr_sumr -big_split -sumrB /=.
  by apply: eq_bigr => i _; ring.
by rewrite pmulr_rge0 ?subr_ge0 // !mulr_gt0.
Qed.

Lemma norm_triangle n (v w : 'cV[R]_n) : norm (v + w) <= norm v + norm w.
Proof.
rewrite -ler_sqr ?nnegrE ?addr_ge0 ?norm_ge0 // sqrrD !sqr_norm.
have -> : \sum_i (v + w) i 0 ^+ 2
    = \sum_i v i 0 ^+ 2 + (\sum_i v i 0 * w i 0) *+ 2 + \sum_i w i 0 ^+ 2.
  by rewrite -sumrMnl -!big_split /=; apply: eq_bigr => i _; rewrite mxE; ring.
by rewrite lerD2r lerD2l lerMn2r cauchy_schwarz orbT.
Qed.

(* The factors are bounded, so that their supremum is a number. *)
Lemma lengthens m n (A : 'M[R]_(m, n)) v : norm (A *m v) <= norm (\col_i norm (row i A)^T) * norm v.
Proof.
rewrite mulrC -[norm v]ger0_norm ?norm_ge0 // -normZ; apply: le_norm => i.
rewrite !mxE [`|norm v * _|]ger0_norm ?mulr_ge0 ?norm_ge0 // ler_norml mulrC.
have H (w : 'cV[R]_n) : \sum_j A i j * w j 0 <= norm (row i A)^T * norm w.
  suff -> : \sum_j A i j * w j 0 = \sum_j (row i A)^T j 0 * w j 0 by exact: cauchy_schwarz.
  by apply: eq_bigr => j _; rewrite !mxE.
rewrite H andbT lerNl -sumrN; have := H (- v).
under eq_bigr do rewrite mxE mulrN.
by rewrite -[- v]scaleN1r normZ normrN1 mul1r.
Qed.

Lemma norm2P m n (A : 'M[R]_(m, n)) v : norm (A *m v) <= norm2 A * norm v.
Proof.
have [->|v0] := eqVneq v 0; first by rewrite mulmx0 !norm0 mulr0.
rewrite -ler_pdivrMr ?norm_gt0 //; apply: sup_ubound; last by exists v.
exists (norm (\col_i norm (row i A)^T)) => _ [w w0 <-].
by rewrite ler_pdivrMr ?norm_gt0 // lengthens.
Qed.

Lemma norm2_le m n (A : 'M[R]_(m, n)) c :
  0 <= c -> (forall v, norm (A *m v) <= c * norm v) -> norm2 A <= c.
Proof.
move=> c0 H; rewrite /norm2; set B := [set _ | _ in _].
have [->|/set0P B0] := eqVneq B set0; first by rewrite sup0.
by apply: sup_le_ub => // _ [w w0 <-]; rewrite ler_pdivrMr ?norm_gt0.
Qed.

Lemma norm2_ge0 m n (A : 'M[R]_(m, n)) : 0 <= norm2 A.
Proof.
rewrite /norm2; set B := [set _ | _ in _].
have [->|/set0P[_ [w w0 _]]] := eqVneq B set0; first by rewrite sup0.
by rewrite -(pmulr_lge0 _ (norm_gt0 w0)) (le_trans (norm_ge0 (A *m w))) // norm2P.
Qed.

Lemma norm2M m n k (A : 'M[R]_(m, n)) (B : 'M_(n, k)) : norm2 (A *m B) <= norm2 A * norm2 B.
Proof.
apply: norm2_le => [|v]; first by rewrite mulr_ge0 ?norm2_ge0.
by rewrite -mulmxA (le_trans (norm2P _ _)) // -mulrA ler_wpM2l ?norm2_ge0 // norm2P.
Qed.
End Norms.
