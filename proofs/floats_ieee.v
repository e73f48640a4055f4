(* eq-floats-model holds for the formats and the rounding of IEEE 754 as Flocq defines them, over
   Coq's own real numbers. *)
From Coq Require Import ZArith Reals Lra SpecFloat.
From Flocq Require Import Core Relative Plus_error BinarySingleNaN.
Open Scope R_scope.

(* s is the exact result r, rounded. *)
Definition rounded (u r s : R) := exists delta, Rabs delta <= u /\ s = r * (1 + delta).

(* Every finite sum, difference, product and quotient of two finite numbers of the format is the
   exact one, rounded; products and quotients so far as they are 0 or at least the least normal
   number. *)
Definition floats_model prec emax {pos : Prec_gt_0 prec} {less : Prec_lt_emax prec emax}
    (u least : R) :=
  forall x y : binary_float prec emax, is_finite x = true -> is_finite y = true ->
  let a := B2R x in
  let b := B2R y in
  let normal r := r = 0 \/ least <= Rabs r in
  let plus := Bplus mode_NE x y in
  let minus := Bminus mode_NE x y in
  let times := Bmult mode_NE x y in
  let over := Bdiv mode_NE x y in
  (is_finite plus = true -> rounded u (a + b) (B2R plus)) /\
  (is_finite minus = true -> rounded u (a - b) (B2R minus)) /\
  (is_finite times = true -> normal (a * b) -> rounded u (a * b) (B2R times)) /\
  (is_finite over = true -> b <> 0 -> normal (a / b) -> rounded u (a / b) (B2R over)).

Section Model.
Variables (prec emax : Z).
Context (prec_gt_0 : Prec_gt_0 prec) (prec_lt_emax : Prec_lt_emax prec emax).
Notation float := (binary_float prec emax).
Notation least := (bpow radix2 (emin prec emax + prec - 1)).    (* the least normal number *)
Notation u := (/ 2 * bpow radix2 (- prec + 1)).
Notation rnd := (round radix2 (fexp prec emax) (round_mode mode_NE)).

(* A result that is finite has not overflowed; there Flocq says that it is the rounded exact one. *)
Lemma normal (r : R) : r = 0 \/ least <= Rabs r -> rounded u r (rnd r).
Proof.
intros [->|H]; [exists 0; split|].
- rewrite Rabs_R0; apply Rmult_le_pos; [lra|apply bpow_ge_0].
- rewrite round_0; [ring|apply valid_rnd_N].
- exact (relative_error_N_FLT_ex radix2 _ prec prec_gt_0 (fun x => negb (Z.even x)) r H).
Qed.

Lemma sum (x y : float) : rounded u (B2R x + B2R y) (rnd (B2R x + B2R y)).
Proof.
destruct (FLT_plus_error_N_ex radix2 (emin prec emax) prec (fun x => negb (Z.even x))
  (B2R x) (B2R y) (generic_format_B2R _ _ x) (generic_format_B2R _ _ y)) as [delta [H E]].
exists delta; split; [|exact E]; apply Rle_trans with (1 := H).
assert (0 <= u) by (apply Rmult_le_pos; [lra|apply bpow_ge_0]).
apply Rle_trans with (u / 1); [|right; field].
unfold u_ro; apply Rmult_le_compat_l; [lra|]; apply Rinv_le_contravar; lra.
Qed.

Lemma overflow (z : float) s : B2SF z = binary_overflow prec emax mode_NE s -> is_finite z = false.
Proof. intros H; rewrite <- is_finite_SF_B2SF, H; reflexivity. Qed.

Lemma ieee_754 : floats_model prec emax u least.
Proof.
intros x y fx fy a b; split; [|split; [|split]].
- intros fin; generalize (Bplus_correct _ _ _ _ mode_NE x y fx fy); destruct Rlt_bool.
  + intros [-> _]; apply sum.
  + intros [H _]; apply overflow in H; congruence.
- intros fin; generalize (Bminus_correct _ _ _ _ mode_NE x y fx fy); destruct Rlt_bool.
  + intros [-> _]; unfold a, b, Rminus; rewrite <- B2R_Bopp; apply sum.
  + intros [H _]; apply overflow in H; congruence.
- intros fin ab; generalize (Bmult_correct _ _ _ _ mode_NE x y); destruct Rlt_bool.
  + intros [-> _]; apply normal, ab.
  + intros H; apply overflow in H; congruence.
- intros fin b0 ab; generalize (Bdiv_correct _ _ _ _ mode_NE x y b0); destruct Rlt_bool.
  + intros [-> _]; apply normal, ab.
  + intros H; apply overflow in H; congruence.
Qed.
End Model.

#[local] Instance prec_gt_0_24 : Prec_gt_0 24 := eq_refl.
#[local] Instance prec_lt_emax_24 : Prec_lt_emax 24 128 := eq_refl.
#[local] Instance prec_gt_0_53 : Prec_gt_0 53 := eq_refl.
#[local] Instance prec_lt_emax_53 : Prec_lt_emax 53 1024 := eq_refl.

Theorem floats_model_binary32 : floats_model 24 128 (/ 2 ^ 24) (/ 2 ^ 126).
Proof.
replace (/ 2 ^ 24) with (/ 2 * bpow radix2 (- (24) + 1)) by (simpl; lra).
replace (/ 2 ^ 126) with (bpow radix2 (emin 24 128 + 24 - 1)) by (simpl; lra).
apply ieee_754.
Qed.

Theorem floats_model_binary64 : floats_model 53 1024 (/ 2 ^ 53) (/ 2 ^ 1022).
Proof.
replace (/ 2 ^ 53) with (/ 2 * bpow radix2 (- (53) + 1)) by (simpl; lra).
replace (/ 2 ^ 1022) with (bpow radix2 (emin 53 1024 + 53 - 1)) by (rewrite pow_IZR; reflexivity).
apply ieee_754.
Qed.
