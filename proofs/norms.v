(* The length of a vector and the 2-norm of a matrix, over the real numbers. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import separation_axioms normedtype realfun.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
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
rewrite -[v i 0 ^+ 2]real_normK ?num_real // -[w i 0 ^+ 2]real_normK ?num_real //.
by rewrite ler_sqr ?nnegrE.
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

Section Continuity.
Variables (R : realType) (n : nat).

Lemma continuous_sum k (F : 'I_k -> 'rV[R]_n.+1 -> R) :
  (forall i, continuous (F i)) -> continuous (fun u => \sum_i F i u).
Proof.
move=> cF; have -> : (fun u => \sum_i F i u) = \sum_i F i.
  by apply: funext => u; rewrite fct_sumE.
elim/big_ind: _ => [|f g cf cg|i _]; [exact: cst_continuous | | exact: cF].
by move=> u; exact: (cvgD (cf u) (cg u)).
Qed.

Lemma continuous_norm k (f : 'rV[R]_n.+1 -> 'cV[R]_k) :
  (forall i, continuous (fun u => f u i 0)) -> continuous (fun u => norm (f u)).
Proof.
move=> cf u; apply: (@continuous_comp _ _ _ (fun u => \sum_i f u i 0 ^+ 2) (@Num.sqrt R)).
  apply: (continuous_sum (F := fun i u => f u i 0 ^+ 2)) => i v.
  exact: (cvgM (cf i v) (cf i v)).
exact: sqrt_continuous.
Qed.

End Continuity.

(* The supremum is a maximum, since the unit sphere is compact: the factor of some vector is
   norm2 A, and by norm2P no other one is greater. *)
Theorem norm2_max (R : realType) m n (A : 'M[R]_(m, n.+1)) :
  exists2 v : 'cV[R]_n.+1, v != 0 & norm2 A = norm (A *m v) / norm v.
Proof.
pose g (u : 'rV[R]_n.+1) := norm (A *m u^T).
pose sphere := [set u : 'rV[R]_n.+1 | norm u^T = 1].
have cg : continuous g.
  apply: continuous_norm => i u.
  under eq_fun do rewrite mxE; move: u; apply: continuous_sum => j u.
  under eq_fun do rewrite mxE.
  exact: (cvgM (cvg_cst _) (@coord_continuous R 1 n.+1 0 j u)).
have cN : continuous (fun u : 'rV[R]_n.+1 => norm u^T).
  by apply: continuous_norm => i u; under eq_fun do rewrite mxE; exact: coord_continuous.
have compact_sphere : compact sphere.
  apply: bounded_closed_compact.
    exists 1; split=> // M M1 u u1.
    rewrite /= [leLHS]/Num.norm /= mx_normrE; apply/bigmax_leP; split.
      by rewrite (le_trans ler01) // ltW.
    move=> [i j] _ /=; apply: (le_trans _ (ltW M1)); rewrite -u1 ord1 -ler_sqr ?nnegrE ?norm_ge0 //.
    rewrite real_normK ?num_real // sqr_norm (bigD1 j) //= mxE lerDl.
    by apply: sumr_ge0 => k _; exact: sqr_ge0.
  have -> : sphere = (fun u : 'rV[R]_n.+1 => norm u^T) @^-1` [set 1] by [].
  by apply: closed_comp => [u _|]; [exact: cN | exact: closed_eq].
have unit (v : 'cV[R]_n.+1) : v != 0 -> let u := ((norm v)^-1 *: v)^T in
    sphere u /\ g u = norm (A *m v) / norm v.
  move=> /norm_gt0 v0; rewrite /sphere /g /= !trmxK -scalemxAr !normZ.
  rewrite ger0_norm ?invr_ge0 ?ltW //.
  by rewrite mulVf ?gt_eqF // mulrC.
have nonzero u : sphere u -> u^T != 0.
  rewrite /sphere /= => u1; apply/eqP => u0; move: u1 => /esym/eqP.
  by rewrite u0 norm0 oner_eq0.
have E : [set norm (A *m v) / norm v | v in [set v | v != 0]] = g @` sphere.
  apply/seteqP; split=> [_ [v v0 <-]|_ [u u1 <-]].
    by have [? <-] := unit v v0; exists ((norm v)^-1 *: v)^T.
  by exists u^T; [exact: nonzero | rewrite u1 divr1].
have : (g @` sphere) (sup (g @` sphere)).
  have cpt : compact (g @` sphere).
    by apply: continuous_compact => //; exact: continuous_subspaceT.
  apply: (compact_closed _ cpt); first exact: Rhausdorff.
  apply: closure_sup.
    have /unit[] : const_mx 1 != 0 :> 'cV[R]_n.+1.
      by apply/eqP => /matrixP/(_ ord0 0); rewrite !mxE => /eqP; rewrite oner_eq0.
    by move=> u1 _; eexists; exists ((norm (const_mx 1 : 'cV[R]_n.+1))^-1 *: const_mx 1)^T.
  by exists (norm2 A) => _ [u u1 <-]; rewrite -[norm2 A]mulr1 -u1; exact: norm2P.
case=> u u1 e; exists u^T; first exact: nonzero.
by rewrite /norm2 E -e u1 divr1.
Qed.
