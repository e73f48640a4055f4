(* The chapter "Notation". *)
From mathcomp Require Import all_ssreflect all_algebra.
From Book Require Import vectors.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Open Scope ring_scope.

(* eq-notation-state, with any activation g of one number *)
Definition rnn_step (R : ringType) (g : R -> R) n_h n_x
    (W_ih : 'M[R]_(n_h, n_x)) (b_ih : 'cV_n_h) (W_hh : 'M_n_h) (b_hh : 'cV_n_h)
    (x : 'cV_n_x) (h : 'cV_n_h) :=
  map_mx g (W_ih *m x + b_ih + W_hh *m h + b_hh).

(* lem-notation-rows *)
Lemma notation_rows (R : comRingType) p q m
    (W : 'M[R]_(p, q)) (X : 'M_(q, m)) (b : 'cV_p) :
  (add_col (W *m X) b)^T = add_row (X^T *m W^T) b^T.
Proof. by apply/matrixP => i j; rewrite -trmx_mul !mxE. Qed.
