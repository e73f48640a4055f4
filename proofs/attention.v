(* Attention: a mean of the values, with weights from a softmax. *)
From mathcomp Require Import all_ssreflect all_algebra perm ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences derive realfun exp.
From Book Require Import vectors activations differentiation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* The weights for the scores s. *)
Definition softmax (R : realType) n (s : 'cV[R]_n) : 'cV_n :=
  \col_i (expR (s i 0) / \sum_j expR (s j 0)).

(* Row j of K is the key k_j and row j of V the value v_j.  The score of a key is any function of
   it, such as its inner product with the query. *)
Definition attend (R : realType) n d m (score : 'rV[R]_d -> R)
    (K : 'M_(n, d)) (V : 'M_(n, m)) : 'cV_m :=
  V^T *m softmax (\col_j score (row j K)).

Section Softmax.
Variables (R : realType) (n : nat).
Implicit Types s : 'cV[R]_n.

Lemma total_gt0 s (i : 'I_n) : 0 < \sum_j expR (s j 0).
Proof. by rewrite (bigD1 i) //= ltr_pwDl ?expR_gt0 // sumr_ge0 // => j _; exact: expR_ge0. Qed.

(* A row of the Jacobian times a column x. *)
Lemma jacobian_row (alpha x : 'I_n -> R) i :
  \sum_j alpha i * ((i == j)%:R - alpha j) * x j = alpha i * (x i - \sum_j alpha j * x j).
Proof.
under eq_bigr do rewrite -mulrA mulrBl; rewrite -mulr_sumr sumrB (bigD1 i) //= eqxx mul1r.
rewrite [X in _ + X - _]big1 ?addr0 // => j; rewrite eq_sym => /negPf->; exact: mul0r.
Qed.
End Softmax.

(* thm-attention-hull *)
Theorem attention_hull_weights (R : realType) n (s : 'cV[R]_n) :
  (0 < n)%N ->
  (forall j, 0 < softmax s j 0) /\ \sum_j softmax s j 0 = 1.
Proof.
move=> n0; have pos := total_gt0 s (Ordinal n0); split=> [j|].
  by rewrite mxE divr_gt0 ?expR_gt0.
under eq_bigr do rewrite mxE.
by rewrite -mulr_suml divff ?lt0r_neq0.
Qed.

Theorem attention_hull (R : realType) n d
    (alpha : 'cV[R]_n) (V : 'M_(n, d)) :
  let c := V^T *m alpha in
  (forall j, 0 <= alpha j 0) -> \sum_j alpha j 0 = 1 ->
  forall i least greatest,
    (forall j, least <= V j i <= greatest) ->
    least <= c i 0 <= greatest.
Proof.
move=> c a0 a1 i m M mM; rewrite mxE.
rewrite -[m]mulr1 -[M]mulr1 -a1 !mulr_sumr.
by rewrite !ler_sum // => j _; rewrite mxE ler_wpM2r //; case/andP: (mM j).
Qed.

(* A permutation of the places, with which both the keys and the values move, changes nothing. *)
Theorem attention_hull_order (R : realType) n d m (score : 'rV[R]_d -> R)
    (K : 'M_(n, d)) (V : 'M_(n, m)) (places : 'S_n) :
  attend score (row_perm places K) (row_perm places V) = attend score K V.
Proof.
apply/matrixP => i j; rewrite /attend !mxE.
rewrite [RHS](reindex_inj (@perm_inj _ places)) /=; apply: eq_bigr => k _.
rewrite !mxE; congr (_ * (expR (score _) / _)); first by apply/matrixP => a b; rewrite !mxE.
rewrite [RHS](reindex_inj (@perm_inj _ places)) /=; apply: eq_bigr => l _; rewrite !mxE.
by congr (expR (score _)); apply/matrixP => a b; rewrite !mxE.
Qed.

(* thm-attention-gradient *)
Theorem attention_gradient (R : realType) n (s : 'cV[R]_n) :
  let alpha := softmax s in
  is_jacobian (@softmax R n) s
    (\matrix_(i, j) (alpha i 0 * ((i == j)%:R - alpha j 0))).
Proof.
move=> alpha a t a' at_ da i j; rewrite ord1 {j}.
have dexp k : is_derive t (1 : R) (fun u => expR (a u k 0)) (a' k 0 * expR (s k 0)).
  have := is_derive1_comp (is_derive_expR (a t k 0)) (da k 0).
  by rewrite at_ mulrC.
pose Z := \sum_k (fun u => expR (a u k 0)).
have ZE u : Z u = \sum_k expR (a u k 0) by rewrite /Z fct_sumE.
have Z0 : Z t != 0 by rewrite ZE lt0r_neq0 // total_gt0.
have dV := @is_deriveV R Z t _ 1 Z0 (is_derive_sum dexp).
have -> : (fun u => (softmax (n:=n) \o a) u i 0) = (fun u => expR (a u i 0)) * (fun u => (Z u)^-1).
  by apply: funext => u; rewrite /= mxE -ZE.
apply: is_derive_eq (is_deriveM (dexp i) dV) _.
rewrite at_ mxE; under [RHS]eq_bigr do rewrite mxE.
rewrite (jacobian_row (fun j => alpha j 0)).
have alphaE j : alpha j 0 = expR (s j 0) / Z t by rewrite mxE ZE at_.
have -> : \sum_j alpha j 0 * a' j 0 = (\sum_j a' j 0 * expR (s j 0)) / Z t.
  by rewrite mulr_suml; apply: eq_bigr => j _; rewrite alphaE mulrAC [expR _ * _]mulrC.
by rewrite alphaE /GRing.scale /=; field.
Qed.

Corollary attention_gradient_context (R : realType) n d
    (s : 'cV[R]_n) (V : 'M_(n, d)) :
  let alpha := softmax s in
  let c := V^T *m alpha in
  is_jacobian (fun s => V^T *m softmax s) s
    (\matrix_(i, j) (alpha j 0 * (V j i - c i 0))).
Proof.
move=> alpha c a t a' at_ da.
have := movesM (moves_cst V^T t) (attention_gradient at_ da); rewrite mul0mx addr0 mulmxA.
congr moves; congr (_ *m _); apply/matrixP => i j; rewrite [LHS]mxE [RHS]mxE [c i 0]mxE.
under [\sum_(k < n) V^T i k * alpha k 0]eq_bigr do rewrite mxE mulrC.
rewrite -(jacobian_row (fun k => alpha k 0) (fun k => V k i)); apply: eq_bigr => k _.
rewrite [V^T i k]mxE [X in _ * X = _]mxE -/alpha [k == j]eq_sym.
by case: eqVneq => [->|_] /=; ring.
Qed.
