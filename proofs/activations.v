(* Sigmoid and tanh, over the real numbers of MathComp Analysis. *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences derive realfun exp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

Section Activations.
Variable R : realType.
Implicit Types u : R.

Definition sigmoid u := (1 + expR (- u))^-1.
Definition tanh u := (expR u - expR (- u)) / (expR u + expR (- u)).

Lemma sigmoid_gt0 u : 0 < sigmoid u.
Proof. by rewrite invr_gt0 addr_gt0 ?expR_gt0. Qed.

Lemma sigmoid_lt1 u : sigmoid u < 1.
Proof. by rewrite invf_lt1 ?addr_gt0 ?expR_gt0 // ltrDl expR_gt0. Qed.

Lemma tanh_lt1 u : -1 < tanh u < 1.
Proof.
have eu := expR_gt0 u; have eNu := expR_gt0 (- u).
rewrite /tanh ltr_pdivrMr ?ltr_pdivlMr ?addr_gt0 // mulN1r mul1r opprD.
by rewrite ltrD2r ltrD2l !gtrN.
Qed.

Lemma sqr_tanh_le1 u : tanh u ^+ 2 <= 1.
Proof.
have /andP[lo hi] := tanh_lt1 u.
by rewrite -real_normK ?num_real // exprn_ile1 // ler_norml !ltW.
Qed.

Lemma is_derive_tanh u : is_derive u 1 tanh (1 - tanh u ^+ 2).
Proof.
have dN : is_derive u 1 (fun x : R => expR (- x)) (expR (- u) * -1) by exact: is_derive1_comp.
have d0 : expR u + expR (- u) != 0 by rewrite gt_eqF ?addr_gt0 ?expR_gt0.
have dnum := is_deriveB (is_derive_expR u) dN.
have dden := is_deriveD (is_derive_expR u) dN.
have dV := @is_deriveV R (expR + (fun x : R => expR (- x))) u _ 1 d0 dden.
have := is_deriveM dnum dV; rewrite -/tanh => /is_derive_eq; apply.
set a := expR u + expR (- u) in d0 *; set b := expR u - expR (- u).
change (b * (- a ^- 2 * (expR u + expR (- u) * -1)) + a^-1 * (expR u - expR (- u) * -1)
  = 1 - (b / a) ^+ 2).
by rewrite !mulrN1 opprK -/a -/b; field.
Qed.
End Activations.
