(* Long sequences: the gain bounds the gradient. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences derive.
From Book Require Import vectors activations norms differentiation.
From Book Require Import backpropagation_through_time.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* eq-long-jacobian: the product diag(1 - h_T^2) W_hh ... diag(1 - h_1^2) W_hh *)
Fixpoint jacobian (R : realType) nh (W_hh : 'M[R]_nh) (h : nat -> 'cV_nh) t : 'M_nh :=
  if t is t'.+1 then
    diag_mx (ones - h t ⊙ h t)^T *m W_hh *m jacobian W_hh h t'
  else 1%:M.

(* It is the derivative of the last state with respect to the first. *)
Lemma long_jacobian (R : realType) nh nx T
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x in
  is_jacobian (fun v => h v T) h_0 (jacobian W_hh (h h_0) T).
Proof.
move=> h a s v as0 ma; pose c m n A := @moves_cst R m n A s.
have := state_moves (c _ _ W_ih) (c _ _ W_hh) (c _ _ b_ih) (c _ _ b_hh) (fun t => c _ _ (x t)) ma T.
congr moves; elim: T => [|T IH] /=; first by rewrite mul1mx.
by rewrite IH !(mulmx0, mul0mx, addr0) as0 -had_diag !mulmxA.
Qed.

Section Bound.
Variables (R : realType) (nh nx : nat) (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M[R]_nh).
Variables (b_ih b_hh : 'cV[R]_nh) (x : nat -> 'cV[R]_nx) (h_0 : 'cV[R]_nh).
Let h := state W_ih W_hh b_ih b_hh x h_0.
Let m t := \big[Num.max/0]_i (1 - h t i 0 ^+ 2).

Let m_ge0 t : 0 <= m t.
Proof. by rewrite /m bigmax_idl le_max lexx. Qed.

Let m_le1 t : m t <= 1.
Proof.
apply/bigmax_leP; split=> // i _.
by rewrite gerBl sqr_ge0.
Qed.

Let norm2_diag t : (0 < t)%N -> norm2 (diag_mx (ones - h t ⊙ h t)^T) <= m t.
Proof.
case: t => // t _; apply: norm2_le => // v.
rewrite -[m _]ger0_norm // -normZ had_diag; apply: le_norm => i.
have -> : ((ones - h t.+1 ⊙ h t.+1) ⊙ v) i 0 = (1 - h t.+1 i 0 ^+ 2) * v i 0 by rewrite !mxE.
have -> : (m t.+1 *: v) i 0 = m t.+1 * v i 0 by rewrite mxE.
rewrite !normrM ler_wpM2r // !ger0_norm //; last first.
  by rewrite subr_ge0 /h /= mxE sqr_tanh_le1.
exact: (le_bigmax _ (fun i => 1 - h t.+1 i 0 ^+ 2)).
Qed.

Lemma bound T :
  norm2 (jacobian W_hh h T) <= norm2 W_hh ^+ T * \prod_(1 <= t < T.+1) m t <= norm2 W_hh ^+ T.
Proof.
have g0 : 0 <= norm2 W_hh by exact: norm2_ge0.
have p0 k : 0 <= \prod_(1 <= t < k) m t by apply: prodr_ge0 => t _; exact: m_ge0.
apply/andP; split; last first.
  rewrite ler_piMr ?exprn_ge0 //; elim: T => [|T IH]; first by rewrite big_geq.
  by rewrite big_nat_recr //= mulr_ile1.
elim: T => [|T IH] /=.
  by rewrite big_geq // mulr1 expr0; apply: norm2_le => // v; rewrite mul1mx mul1r.
have -> : norm2 W_hh ^+ T.+1 * \prod_(1 <= t < T.+2) m t
    = m T.+1 * norm2 W_hh * (norm2 W_hh ^+ T * \prod_(1 <= t < T.+1) m t).
  by rewrite big_nat_recr //= exprS; ring.
apply: le_trans (norm2M _ _) _; apply: ler_pM => //; try exact: norm2_ge0.
by apply: le_trans (norm2M _ _) _; rewrite ler_wpM2r // norm2_diag.
Qed.
End Bound.

(* thm-long-bound *)
Theorem long_bound (R : realType) nh nx T
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x h_0 in
  let m t := \big[Num.max/0]_i (1 - h t i 0 ^+ 2) in
  let gain := norm2 W_hh in
  norm2 (jacobian W_hh h T) <= gain ^+ T * \prod_(1 <= t < T.+1) m t
    <= gain ^+ T.
Proof. exact: bound. Qed.

(* cor-long-gain *)
Corollary long_gain_sufficient (R : realType) nh nx
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x h_0 in
  norm2 W_hh < 1 ->
  (forall T, norm2 (jacobian W_hh h T) <= norm2 W_hh ^+ T) /\
  (fun T => norm2 (jacobian W_hh h T)) @ \oo --> (0 : R).
Proof.
move=> h g1; have le_gain T : norm2 (jacobian W_hh h T) <= norm2 W_hh ^+ T.
  by have /andP[+ +] := long_bound T W_ih W_hh b_ih b_hh x h_0; exact: le_trans.
split=> //; apply: (@squeeze_cvgr _ _ _ _ (fun=> 0) (fun T => norm2 W_hh ^+ T)).
- by apply: nearW => T; rewrite norm2_ge0 le_gain.
- exact: cvg_cst.
by apply: cvg_expr; rewrite ger0_norm ?norm2_ge0.
Qed.

Corollary long_gain_necessary (R : realType) nh nx T
    (W_ih : 'M[R]_(nh, nx)) (W_hh : 'M_nh) (b_ih b_hh : 'cV_nh)
    (x : nat -> 'cV_nx) (h_0 : 'cV_nh) :
  let h := state W_ih W_hh b_ih b_hh x h_0 in
  1 < norm2 (jacobian W_hh h T) -> 1 < norm2 W_hh.
Proof.
move=> h; rewrite !ltNge; apply: contra => g1.
have /andP[+ +] := long_bound T W_ih W_hh b_ih b_hh x h_0 => /le_trans H /H /le_trans; apply.
by rewrite exprn_ile1 // norm2_ge0.
Qed.
