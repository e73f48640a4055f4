(* Heads: a lookup in a table is a product with one-hot rows. *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals derive.
From Book Require Import vectors differentiation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory. Open Scope ring_scope.

(* O: row i is the one-hot row of the word w i. *)
Definition one_hot (R : ringType) V N (w : 'I_N -> 'I_V) : 'M[R]_(N, V) :=
  \matrix_(i, k) (k == w i)%:R.

(* lem-heads-lookup: [delta_mx 0 k] is the one-hot row e_k. *)
Lemma heads_lookup (R : ringType) V nx (E : 'M[R]_(V, nx)) k :
  delta_mx 0 k *m E = row k E :> 'rV_nx.
Proof. by rewrite rowE. Qed.

(* Row i of X = O E is the row of word i. *)
Lemma heads_lookup_words (R : ringType) V N nx
    (w : 'I_N -> 'I_V) (E : 'M[R]_(V, nx)) i :
  row i (one_hot R w *m E) = row (w i) E.
Proof.
rewrite row_mul -heads_lookup; congr (_ *m E); apply/matrixP => a k.
by rewrite !mxE !ord1 eqxx.
Qed.

(* If l has the gradient G at X = O E, then O^T G is its gradient at E. *)
Lemma heads_lookup_gradient (R : realType) V N nx (w : 'I_N -> 'I_V)
    (E : 'M[R]_(V, nx)) (l : 'M[R]_(N, nx) -> R) (G : 'M[R]_(N, nx)) :
  let O := one_hot R w in
  is_gradient l (O *m E) G ->
  is_gradient (fun E => l (O *m E)) E (O^T *m G).
Proof.
move=> O grad A s A' As dA; rewrite -inner_mulr.
apply: (grad (fun s => O *m A s)); first by rewrite As.
by have := movesM (moves_cst O s) dA; rewrite mul0mx addr0.
Qed.

(* Its row k is the sum of the gradients of all places where word k stands. *)
Lemma heads_lookup_sum (R : ringType) V N nx
    (w : 'I_N -> 'I_V) (G : 'M[R]_(N, nx)) k :
  row k ((one_hot R w)^T *m G) = \sum_(i | w i == k) row i G.
Proof.
apply/matrixP => a j; rewrite !mxE summxE [RHS]big_mkcond /=.
by apply: eq_bigr => i _; rewrite !mxE eq_sym; case: eqP; rewrite ?mul1r ?mul0r.
Qed.
