(* Gradients of functions of a matrix, by curves: each entry of a matrix that moves is a
   differentiable function of a real number s. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences derive realfun exp.
From Book Require Import vectors activations.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* The sum of the products of corresponding entries. *)
Definition inner (R : ringType) m n (A B : 'M[R]_(m, n)) := \sum_i \sum_j A i j * B i j.

Section Inner.
Variable R : comRingType.

Lemma innerE m n (A B : 'M[R]_(m, n)) : inner A B = \tr (A^T *m B).
Proof.
rewrite /inner exchange_big; apply: eq_bigr => j _; rewrite mxE.
by apply: eq_bigr => i _; rewrite mxE.
Qed.

Lemma innerC m n (A B : 'M[R]_(m, n)) : inner A B = inner B A.
Proof. by rewrite !innerE -mxtrace_tr trmx_mul trmxK. Qed.

Lemma innerDr m n (A B C : 'M[R]_(m, n)) : inner A (B + C) = inner A B + inner A C.
Proof. by rewrite !innerE mulmxDr mxtraceD. Qed.

Lemma innerBl m n (A B C : 'M[R]_(m, n)) : inner (A - B) C = inner A C - inner B C.
Proof. by rewrite !innerE !(linearB, mulmxBl). Qed.

Lemma inner0r m n (A : 'M[R]_(m, n)) : inner A 0 = 0.
Proof. by rewrite innerE mulmx0 mxtrace0. Qed.

Lemma inner_suml m n I (r : seq I) (P : pred I) (F : I -> 'M[R]_(m, n)) A :
  inner (\sum_(i <- r | P i) F i) A = \sum_(i <- r | P i) inner (F i) A.
Proof.
elim/big_rec2: _ => [|i y x _ <-]; first by rewrite innerC inner0r.
by rewrite innerC innerDr ![inner A _]innerC.
Qed.

(* The transposed matrix carries an inner product back through a product. *)
Lemma inner_mulr m n p (A : 'M[R]_(m, p)) (W : 'M_(m, n)) B :
  inner A (W *m B) = inner (W^T *m A) B.
Proof. by rewrite !innerE trmx_mul trmxK mulmxA. Qed.

Lemma inner_mull m n p (A : 'M[R]_(m, p)) (W : 'M_(m, n)) B :
  inner A (W *m B) = inner (A *m B^T) W.
Proof. by rewrite !innerE trmx_mul trmxK -mulmxA [RHS]mxtrace_mulC mulmxA. Qed.

Lemma inner_hadamard m n (A B C : 'M[R]_(m, n)) : inner A (B ⊙ C) = inner (A ⊙ B) C.
Proof. by apply: eq_bigr => i _; apply: eq_bigr => j _; rewrite !mxE mulrA. Qed.
End Inner.

Section Moves.
Variable R : realType.

(* At s, the matrix A(s) moves with velocity A'. *)
Definition moves m n (A : R -> 'M[R]_(m, n)) s (A' : 'M[R]_(m, n)) :=
  forall i j, is_derive s (1 : R) (fun s => A s i j) (A' i j).

(* G is the gradient of f at X: whenever X moves, f moves with the inner product of G and the
   velocity of X. *)
Definition is_gradient m n (f : 'M[R]_(m, n) -> R) (X G : 'M[R]_(m, n)) :=
  forall (A : R -> 'M[R]_(m, n)) s A',
    A s = X -> moves A s A' -> is_derive s (1 : R) (f \o A) (inner G A').

(* J is the Jacobian of f at v: whenever v moves, f moves with J times the velocity of v. *)
Definition is_jacobian m n (f : 'cV[R]_n -> 'cV[R]_m) v (J : 'M[R]_(m, n)) :=
  forall (a : R -> 'cV[R]_n) s a', a s = v -> moves a s a' -> moves (f \o a) s (J *m a').

Lemma moves_cst m n (A : 'M[R]_(m, n)) s : moves (fun=> A) s 0.
Proof. by move=> i j; rewrite mxE; exact: is_derive_cst. Qed.

Lemma movesD m n (A B : R -> 'M[R]_(m, n)) s A' B' :
  moves A s A' -> moves B s B' -> moves (fun s => A s + B s) s (A' + B').
Proof.
move=> dA dB i j; rewrite mxE; have := is_deriveD (dA i j) (dB i j).
by congr is_derive; apply: funext => u; rewrite mxE.
Qed.

Lemma movesM m n p (A : R -> 'M[R]_(m, n)) (B : R -> 'M[R]_(n, p)) s A' B' :
  moves A s A' -> moves B s B' -> moves (fun s => A s *m B s) s (A s *m B' + A' *m B s).
Proof.
move=> dA dB i j; rewrite !mxE -big_split /=.
have -> : (fun s => (A s *m B s) i j) = \sum_k (fun s => A s i k) * (fun s => B s k j).
  by apply: funext => u; rewrite mxE fct_sumE.
apply: is_derive_eq (is_derive_sum (fun k => is_deriveM (dA i k) (dB k j))) _.
by apply: eq_bigr => k _; rewrite /GRing.scale /= [B s k j * _]mulrC.
Qed.

(* The activation has the slope 1 - tanh^2. *)
Lemma moves_tanh m (z : R -> 'cV[R]_m) s z' : let h := map_mx (@tanh R) (z s) in
  moves z s z' -> moves (fun s => map_mx (@tanh R) (z s)) s ((const_mx 1 - h ⊙ h) ⊙ z').
Proof.
move=> h dz i j; rewrite !mxE -expr2.
have := is_derive1_comp (is_derive_tanh (z s i j)) (dz i j).
by congr is_derive; apply: funext => u; rewrite mxE.
Qed.

(* The entries of the gradient are the partial derivatives. *)
Lemma gradient_entry m n (f : 'M[R]_(m, n) -> R) X G i j : is_gradient f X G ->
  is_derive (0 : R) (1 : R) (fun s => f (X + s *: delta_mx i j)) (G i j).
Proof.
have -> : G i j = inner G (delta_mx i j).
  rewrite /inner (bigD1 i) //= (bigD1 j) //= mxE !eqxx mulr1 !big1 ?addr0 // => [k ki|k kj].
    by apply: big1 => l _; rewrite mxE (negPf ki) mulr0.
  by rewrite mxE (negPf kj) andbF mulr0.
move=> /(_ (fun s => X + s *: delta_mx i j) 0); apply; first by rewrite scale0r addr0.
rewrite -[X in moves _ _ X]add0r; apply: movesD; first exact: moves_cst.
move=> k l; rewrite mxE; set d := (_ && _)%:R.
rewrite (_ : (fun s => _) = fun s : R => s * d); last by apply: funext => s; rewrite !mxE.
have := is_deriveM (is_derive_id (0 : R) (1 : R)) (is_derive_cst d (0 : R) (1 : R)).
by move/is_derive_eq; apply; rewrite scaler0 add0r /GRing.scale /= mulr1.
Qed.

(* A differentiable function (Frechet) has a gradient. *)
Lemma gradient_exists m n (f : 'M[R]_(m.+1, n.+1) -> R) X : differentiable f X ->
  is_gradient f X (\matrix_(i, j) 'd f X (delta_mx i j)).
Proof.
move=> df A s A' As dA.
pose g i j s : 'M[R]_(m.+1, n.+1) := A s i j *: delta_mx i j.
have AE : A = \sum_i \sum_j g i j.
  apply: funext => u; rewrite fct_sumE [LHS]matrix_sum_delta.
  by apply: eq_bigr => i _; rewrite fct_sumE.
have dg i j : differentiable (g i j) s.
  by apply: differentiableZl; apply/derivable1_diffP; case: (dA i j).
have dgE i j : 'D_1 (g i j) s = A' i j *: delta_mx i j.
  have [dij dijE] := dA i j.
  have {}dij : differentiable (fun s => A s i j : R) s by exact/derivable1_diffP.
  rewrite deriveE // (_ : g i j = ( *:%R^~ (delta_mx i j)) \o (fun s => A s i j)) //.
  have [d1 d2] := @is_diff_scalel R 'M[R]_(m.+1, n.+1) (A s i j) (delta_mx i j).
  by rewrite diff_comp //= d2 -deriveE // dijE.
have dgs i : differentiable (\sum_j g i j) s by exact: differentiable_sum.
have dAs : differentiable A s by rewrite AE; exact: differentiable_sum.
have dAE : 'd A s 1 = A'.
  rewrite -deriveE // AE derive_sum => [|i]; last exact: diff_derivable.
  rewrite [RHS]matrix_sum_delta; apply: eq_bigr => i _.
  by rewrite derive_sum => [|j]; [exact: eq_bigr | exact: diff_derivable].
have dfA : differentiable (f \o A) s by apply: differentiable_comp => //; rewrite As.
split; first exact: diff_derivable.
rewrite deriveE // diff_comp ?As //= dAE {1}[A']matrix_sum_delta.
rewrite linear_sum /=; apply: eq_bigr => i _; rewrite linear_sum /=.
by apply: eq_bigr => j _; rewrite linearZ mxE mulrC.
Qed.
End Moves.
