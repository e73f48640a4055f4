(* The chapter "LSTM". *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals topology normedtype derive.
From Book Require Import vectors.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import GRing.Theory.
Open Scope ring_scope.

(* One gate *)
Lemma gate_product (R : ringType) n_h n_x (W_i : 'M[R]_(n_h, n_x)) (W_h : 'M_n_h)
    (b_i b_h : 'cV_n_h) (x : 'cV_n_x) (h : 'cV_n_h) :
  W_i *m x + b_i + W_h *m h + b_h = row_mx W_h W_i *m col_mx h x + (b_i + b_h).
Proof. by rewrite mul_row_col [W_h *m h + _]addrC addrACA addrA. Qed.

(* cor-lstm-product *)
Corollary lstm_product (R : ringType) n_h n_x
    (W_ii W_if W_ig W_io : 'M[R]_(n_h, n_x)) (W_hi W_hf W_hg W_ho : 'M_n_h)
    (b_ii b_if b_ig b_io b_hi b_hf b_hg b_ho : 'cV_n_h)
    (x : 'cV_n_x) (h : 'cV_n_h) :
  col_mx (col_mx (W_ii *m x + b_ii + W_hi *m h + b_hi)
                 (W_if *m x + b_if + W_hf *m h + b_hf))
         (col_mx (W_ig *m x + b_ig + W_hg *m h + b_hg)
                 (W_io *m x + b_io + W_ho *m h + b_ho))
  = col_mx (block_mx W_hi W_ii
                     W_hf W_if)
           (block_mx W_hg W_ig
                     W_ho W_io) *m col_mx h x
    + col_mx (col_mx (b_ii + b_hi) (b_if + b_hf))
             (col_mx (b_ig + b_hg) (b_io + b_ho)).
Proof. by rewrite !gate_product !mul_col_mx !add_col_mx. Qed.

(* thm-lstm-memory *)
Theorem lstm_memory (R : comRingType) n_h T (c f i g : nat -> 'cV[R]_n_h) :
  (forall t, (1 <= t <= T)%N -> c t = f t ⊙ c t.-1 + i t ⊙ g t) ->
  c T = (\had_(1 <= t < T.+1) f t) ⊙ c 0%N
        + \sum_(1 <= s < T.+1) (\had_(s.+1 <= t < T.+1) f t) ⊙ i s ⊙ g s.
Proof.
elim: T => [|T IH] cS; first by rewrite !big_geq // had1l addr0.
rewrite cS ?leqnn //= IH => [|t /andP[t0 tT]]; last by rewrite cS // t0 leqW.
rewrite hadDr hadA [f T.+1 ⊙ _]hadC -big_nat_recr //= -addrA; congr (_ + _).
rewrite [RHS]big_nat_recr //= [\had_(T.+2 <= _ < _) _]big_geq // had1l had_sumr.
congr (_ + _).
apply: eq_big_nat => s /andP[s1 sT]; rewrite [in RHS]big_nat_recr //= !hadA; congr (_ ⊙ _ ⊙ _).
exact: hadC.
Qed.

(* thm-lstm-memory, second part: the derivative of each entry of c_T in each direction v of
   c_0, at every c_0.  f, i and g do not depend on c_0. *)
Fixpoint cell_state (R : comRingType) n_h (f i g : nat -> 'cV[R]_n_h) c_0 t :=
  if t is t'.+1 then f t ⊙ cell_state f i g c_0 t' + i t ⊙ g t else c_0.

Theorem lstm_memory_derivative (R : realType) n_h T
    (f i g : nat -> 'cV[R]_n_h) (c_0 v : 'cV_n_h) (k : 'I_n_h) :
  is_derive (0 : R) 1 (fun a => cell_state f i g (c_0 + a *: v) T k 0)
    ((diag_mx (\had_(1 <= t < T.+1) f t)^T *m v) k 0).
Proof.
set d := (X in is_derive _ _ _ X); pose C := cell_state f i g c_0 T k 0.
have -> : (fun a => cell_state f i g (c_0 + a *: v) T k 0) = (fun a => C + d * a).
  apply: boolp.funext => a; rewrite /C /d had_diag.
  rewrite (@lstm_memory _ _ T (cell_state f i g (c_0 + a *: v)) f i g) => [|[]] //=.
  rewrite (@lstm_memory _ _ T (cell_state f i g c_0) f i g) => [|[]] //=.
  by rewrite hadDr addrAC mxE; congr (_ + _); rewrite !mxE mulrCA mulrC.
have := is_deriveD (@is_derive_cst R R^o R^o C 0 1) (is_deriveZ d (@is_derive_id R R^o 0 1)).
by rewrite add0r [_ *: _]mulr1.
Qed.
