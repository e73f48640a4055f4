(* The chapter "Concatenation".
   def-concatenation-blocks: row_mx W_hh W_ih is the joined matrix, col_mx h x the stacked
   vector. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Book Require Import vectors notation.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import GRing.Theory.
Open Scope ring_scope.

(* thm-concatenation: the entries may come from any ring, and 0 is a size, too. *)
Theorem concatenation (R : ringType) n_h n_x (Y : Type)
    (W_hh : 'M[R]_(n_h, n_h)) (W_ih : 'M_(n_h, n_x))
    (h : 'cV_n_h) (x : 'cV_n_x) (b : 'cV_n_h) (g : 'cV_n_h -> Y) :
  g (W_hh *m h + W_ih *m x + b) = g (row_mx W_hh W_ih *m col_mx h x + b).
Proof. by rewrite mul_row_col. Qed.

(* lem-concatenation-order *)
Lemma concatenation_order (R : ringType) n_h n_x
    (W_hh : 'M[R]_(n_h, n_h)) (W_ih : 'M_(n_h, n_x))
    (h : 'cV_n_h) (x : 'cV_n_x) :
  row_mx W_ih W_hh *m col_mx x h = row_mx W_hh W_ih *m col_mx h x.
Proof. by rewrite !mul_row_col addrC. Qed.

(* lem-concatenation-order, second part.  Rocq does not see that n_x + n_h and n_h + n_x are
   the same size; castmx tells it and changes no entry. *)
Lemma concatenation_order_differs (R : ringType) n_h n_x :
  (0 < n_h)%N -> (0 < n_x)%N ->
  exists (W_hh : 'M[R]_(n_h, n_h)) (W_ih : 'M_(n_h, n_x))
         (h : 'cV_n_h) (x : 'cV_n_x),
    let swapped := castmx (addnC n_x n_h, erefl) (col_mx x h) in
    row_mx W_hh W_ih *m swapped <> row_mx W_hh W_ih *m col_mx h x.
Proof.
case: n_h n_x => [|n] [|m] // _ _.
pose W : 'M[R]_(n.+1, n.+1 + m.+1) := row_mx (delta_mx 0 0) 0.
have first v : (W *m v) 0 0 = v (lshift _ 0) 0.
  rewrite -[v in LHS]vsubmxK mul_row_col mul0mx addr0 mxE (bigD1 0) //= big1 => [|j j0].
    by rewrite !mxE !eqxx mul1r addr0.
  by rewrite !mxE (negPf j0) andbF mul0r.
exists (delta_mx 0 0), 0, (delta_mx 0 0), 0 => /= /matrixP/(_ 0 0).
rewrite -/W !first col_mxEu castmxE /= (_ : cast_ord _ _ = lshift _ 0); last exact: val_inj.
by rewrite col_mxEu !mxE !eqxx => /esym/eqP; rewrite oner_eq0.
Qed.

(* cor-concatenation-axis: only shapes matter.  beside and below are the rules of
   numpy.concatenate for axis 1 and axis 0, product is that of @; None is an error. *)
Close Scope ring_scope.
Definition shape := (nat * nat)%type.
Definition beside (s t : shape) : option shape :=
  if s.1 == t.1 then Some (s.1, s.2 + t.2) else None.
Definition below (s t : shape) : option shape :=
  if s.2 == t.2 then Some (s.1 + t.1, s.2) else None.
Definition product (s t : option shape) : option shape :=
  if (s, t) is (Some s, Some t) then
    if s.2 == t.1 then Some (s.1, t.2) else None
  else None.

Corollary concatenation_axis n_h n_x : 0 < n_h ->
  product (below (n_h, n_h) (n_h, n_x)) (below (n_h, 1) (n_x, 1)) = None /\
  product (beside (n_h, n_h) (n_h, n_x)) (beside (n_h, 1) (n_x, 1)) = None.
Proof.
case: n_h => // n _; have nn : (n.+1 == n.+1 + n.+1) = false.
  by rewrite -[X in X == _]addn0 eqn_add2l.
rewrite /product /beside /below /= eqxx.
by split; case: eqVneq => // <-; rewrite /= ?nn // eq_sym nn.
Qed.

(* Without the hypothesis the corollary is false: of empty blocks every product exists. *)
Lemma concatenation_axis_empty : ~ forall n_h n_x,
  product (below (n_h, n_h) (n_h, n_x)) (below (n_h, 1) (n_x, 1)) = None /\
  product (beside (n_h, n_h) (n_h, n_x)) (beside (n_h, 1) (n_x, 1)) = None.
Proof. by move=> /(_ 0 0) []. Qed.
Open Scope ring_scope.

(* cor-concatenation-rows *)
Corollary concatenation_rows (R : ringType) m n_h n_x
    (W_hh : 'M[R]_(n_h, n_h)) (W_ih : 'M_(n_h, n_x))
    (H : 'M_(m, n_h)) (X : 'M_(m, n_x)) (b : 'cV_n_h) :
  add_row (H *m W_hh^T + X *m W_ih^T) b^T
    = add_row (row_mx H X *m (row_mx W_hh W_ih)^T) b^T.
Proof. by rewrite tr_row_mx mul_row_col. Qed.

(* cor-concatenation-linear: nn.Linear maps each row v to v W^T + b^T, and each row of the
   result is one step of the RNN, with any activation g. *)
Definition nn_linear (R : ringType) m n p (W : 'M[R]_(p, n)) (b : 'cV_p)
    (V : 'M_(m, n)) :=
  add_row (V *m W^T) b^T.

Corollary concatenation_linear (R : comRingType) (g : R -> R) m n_h n_x
    (W_ih : 'M[R]_(n_h, n_x)) (b_ih : 'cV_n_h) (W_hh : 'M_n_h) (b_hh : 'cV_n_h)
    (H : 'M_(m, n_h)) (X : 'M_(m, n_x)) r :
  let z := nn_linear (row_mx W_hh W_ih) (b_ih + b_hh) (row_mx H X) in
  (row r (map_mx g z))^T
    = rnn_step g W_ih b_ih W_hh b_hh (row r X)^T (row r H)^T.
Proof.
have row_add (Z : 'M_(m, n_h)) b : row r (add_row Z b) = row r Z + b.
  by apply/rowP => j; rewrite !mxE.
rewrite /= -map_row map_trmx /nn_linear -concatenation_rows row_add; congr map_mx.
rewrite !linearD /= !row_mul !trmx_mul !trmxK.
by rewrite [X in X + _]addrC addrACA addrA.
Qed.

(* cor-concatenation-maps: V q has p q rows. *)
Corollary concatenation_maps (R : ringType) k (p : 'I_k -> nat) n
    (V : forall q, 'M[R]_(p q, n)) (v : 'cV_n) :
  (\mxcol_q V q) *m v = \mxcol_q (V q *m v).
Proof. exact: mxcol_mul. Qed.
