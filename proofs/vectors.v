(* Vectors and batches: a batch has its examples in columns or in rows. *)
From HB Require Import structures.
From mathcomp Require Import all_ssreflect all_algebra.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Open Scope ring_scope.

(* A column is added to each column of a batch, a row to each row. *)
Definition add_col (R : nmodType) p m (X : 'M[R]_(p, m)) (b : 'cV_p) :=
  \matrix_(i, j) (X i j + b i 0).
Definition add_row (R : nmodType) p m (X : 'M[R]_(m, p)) (b : 'rV_p) :=
  \matrix_(i, j) (X i j + b 0 j).

(* The product entry by entry, the vector of ones, and
   \had_(a <= t < b) v t = v a ⊙ ... ⊙ v b.-1, which is ones if b <= a. *)
Definition hadamard (R : ringType) m n (A B : 'M[R]_(m, n)) : 'M_(m, n) :=
  \matrix_(i, j) (A i j * B i j).
Notation "A ⊙ B" := (hadamard A B) (at level 40, left associativity).
Notation ones := (const_mx 1).
Notation "'\had_' ( a <= t < b ) F" :=
  (\big[@hadamard _ _ _/ones]_(a <= t < b) F)
  (at level 41, F at level 41, a, t, b at level 50).

Section Hadamard.
Variables (R : comRingType) (m n : nat).
Implicit Types A B C : 'M[R]_(m, n).

Lemma hadA : associative (@hadamard R m n).
Proof. by move=> A B C; apply/matrixP => i j; rewrite !mxE mulrA. Qed.
Lemma hadC : commutative (@hadamard R m n).
Proof. by move=> A B; apply/matrixP => i j; rewrite !mxE mulrC. Qed.
Lemma had1l : left_id ones (@hadamard R m n).
Proof. by move=> A; apply/matrixP => i j; rewrite !mxE mul1r. Qed.
Lemma had1r : right_id ones (@hadamard R m n).
Proof. by move=> A; rewrite hadC had1l. Qed.
Lemma had0l A : 0 ⊙ A = 0.
Proof. by apply/matrixP => i j; rewrite !mxE mul0r. Qed.
Lemma had0r A : A ⊙ 0 = 0.
Proof. by rewrite hadC had0l. Qed.
Lemma hadDr A B C : A ⊙ (B + C) = A ⊙ B + A ⊙ C.
Proof. by apply/matrixP => i j; rewrite !mxE mulrDr. Qed.
Lemma had_sumr I (r : seq I) P (F : I -> 'M[R]_(m, n)) A :
  A ⊙ (\sum_(i <- r | P i) F i) = \sum_(i <- r | P i) A ⊙ F i.
Proof. by elim/big_rec2: _ => [|i x y _ <-]; rewrite ?had0r ?hadDr. Qed.

HB.instance Definition _ :=
  Monoid.isComLaw.Build 'M[R]_(m, n) ones (@hadamard R m n) hadA hadC had1l.
End Hadamard.

Lemma had_diag (R : comRingType) n (a v : 'cV[R]_n) : diag_mx a^T *m v = a ⊙ v.
Proof. by apply/matrixP => i j; rewrite mul_diag_mx !mxE !ord1. Qed.
