(* The chapter "State spaces". *)
From mathcomp Require Import all_ssreflect all_algebra ring.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype sequences derive realfun exp trigo.
From Book Require Import stack activations gru.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* One step, and the power of a matrix of any size. *)
Definition linear_step (R : ringType) n n_x
    (A : 'M[R]_n) (B : 'M_(n, n_x)) (x : 'cV_n_x) (h : 'cV_n) := A *m h + B *m x.
Definition power (R : ringType) n (A : 'M[R]_n) j := iter j (mulmx A) 1%:M.

(* thm-spaces-convolution *)
Theorem spaces_convolution (R : ringType) n n_x n_y
    (A : 'M[R]_n) (B : 'M_(n, n_x)) (C : 'M_(n_y, n)) h_0 x t :
  C *m layer (linear_step A B) h_0 x t
    = C *m power A t *m h_0
      + \sum_(0 <= j < t) C *m power A j *m B *m x (t - j)%N.
Proof.
have -> : layer (linear_step A B) h_0 x t
    = power A t *m h_0 + \sum_(0 <= j < t) power A j *m B *m x (t - j)%N.
  elim: t => [|t IH]; first by rewrite big_geq // mul1mx addr0.
  rewrite /= {1}/linear_step IH mulmxDr !mulmxA -addrA; congr (_ + _).
  rewrite [RHS]big_nat_recl //= mul1mx subn0 addrC; congr (_ + _).
  rewrite mulmx_sumr; apply: eq_bigr => j _; by rewrite subSS !mulmxA.
by rewrite mulmxDr mulmx_sumr mulmxA; congr (_ + _); apply: eq_bigr => j _; rewrite !mulmxA.
Qed.

(* lem-spaces-padding *)
Lemma spaces_padding (R : ringType) n_x n_y T n t
    (K : nat -> 'M[R]_(n_y, n_x)) (x : nat -> 'cV_n_x) :
  (forall j, (T <= j)%N -> K j = 0) ->
  (forall s, (T <= s)%N -> x s = 0) ->
  (2 * T - 1 <= n)%N -> (t < T)%N ->
  \sum_(0 <= j < n) K j *m x ((t + n - j) %% n)%N
    = \sum_(0 <= j < t.+1) K j *m x (t - j)%N.
Proof.
move=> K0 x0 nT tT; have T0 : (0 < T)%N by case: T tT {K0 x0 nT}.
have tn : (t < n)%N.
  apply: (leq_trans tT); apply: leq_trans nT; rewrite mul2n -addnn -addnBA //; exact: leq_addr.
rewrite (big_cat_nat _ (n := t.+1)) //= [X in _ + X]big_nat_cond [X in _ + X]big1 ?addr0.
  apply: eq_big_nat => j /andP[_ jt]; congr (_ *m x _).
  have jt' : (j <= t)%N by [].
  by rewrite addnC -addnBA // modnDl modn_small // (leq_ltn_trans (leq_subr _ _)).
move=> j /andP[/andP[tj jn] _]; case: (leqP T j) => [/K0->|jT]; first by rewrite mul0mx.
have jtn : (j <= t + n)%N by rewrite (leq_trans (ltnW jn)) ?leq_addl.
rewrite x0 ?mulmx0 // modn_small; last by rewrite ltn_subLR // ltn_add2r.
rewrite leq_subRL // addnC; apply: leq_trans (leq_addl t n); apply: leq_trans nT.
by rewrite mul2n -addnn -addnBA // leq_add2l subn1 -ltnS prednK.
Qed.

(* thm-spaces-similar *)
Theorem spaces_similar (R : comUnitRingType) n n_x n_y (S : 'M[R]_n)
    A (B : 'M_(n, n_x)) (C : 'M_(n_y, n)) h_0 x t :
  S \in unitmx ->
  let h := layer (linear_step A B) h_0 x t in
  let h' := layer (linear_step (invmx S *m A *m S) (invmx S *m B))
                  (invmx S *m h_0) x t in
  h' = invmx S *m h /\ C *m S *m h' = C *m h.
Proof.
move=> Su h h'; have hh : h' = invmx S *m h.
  rewrite /h /h'; elim: t {h h'} => //= t ->.
  by rewrite /linear_step mulmxDr !mulmxA mulmxK.
by split; rewrite // hh mulmxA mulmxK.
Qed.

(* cor-spaces-pairs *)
Definition unit_step (R : ringType) n_x (λ : R) (b : 'rV_n_x)
    (x : 'cV_n_x) (h : 'M_1) := λ *: h + b *m x.

Corollary spaces_pairs (C : numClosedFieldType) n_x n_y
    (λ : C) (b : 'rV_n_x) (c : 'cV_n_y) x t :
  (forall s, map_mx conjC (x s) = x s) ->
  let h := layer (unit_step λ b) 0 x t in
  let h' := layer (unit_step λ^* (map_mx conjC b)) 0 x t in
  h' = map_mx conjC h
  /\ c *m h + map_mx conjC c *m h' = map_mx (fun z => 2 * 'Re z) (c *m h).
Proof.
move=> xR h h'; have hh : h' = map_mx conjC h.
  rewrite /h /h'; elim: t {h h'} => [|t IH] /=; first by rewrite raddf0.
  by rewrite IH /unit_step map_mxD map_mxZ map_mxM xR.
split=> //; rewrite hh -map_mxM; apply/matrixP => i j; rewrite !mxE.
by rewrite ReE mulrCA divff ?mulr1 // pnatr_eq0.
Qed.

(* thm-spaces-stable *)
Theorem spaces_stable (R : realType) (ν θ : R) :
  let r := expR (- expR ν) in
  Num.sqrt ((r * cos θ) ^+ 2 + (r * sin θ) ^+ 2) = r
  /\ 0 < r < 1.
Proof.
move=> r; rewrite !exprMn -mulrDr cos2Dsin2 mulr1 sqrtr_sqr ger0_norm ?expR_ge0 //.
by rewrite /r expR_gt0 -[ltRHS]expR0 ltr_expR oppr_lt0 expR_gt0.
Qed.

Theorem spaces_stable_bound (C : numFieldType) (λ r M : C) (h u : nat -> C) t :
  `|λ| <= r -> r < 1 -> (forall s, `|u s| <= M) ->
  (forall s, h s.+1 = λ * h s + u s.+1) ->
  `|h t| <= `|h 0%N| + M / (1 - r).
Proof.
move=> λr r1 uM hS; have r0 : 0 <= r := le_trans (normr_ge0 _) λr.
have M0 : 0 <= M := le_trans (normr_ge0 _) (uM 0%N).
have d0 : 0 < 1 - r by rewrite subr_gt0.
elim: t => [|t IH]; first by rewrite lerDl divr_ge0 // ltW.
rewrite hS (le_trans (ler_normD _ _)) // normrM.
apply: le_trans (lerD (ler_pM _ _ λr IH) (uM _)) _; rewrite ?normr_ge0 //.
rewrite mulrDr -addrA; apply: lerD; first by rewrite ler_piMl // ltW.
by rewrite le_eqVlt; apply/orP; left; apply/eqP; field; rewrite gt_eqF.
Qed.

(* thm-spaces-hold: what moves like this is this function, and this function moves like this. *)
Theorem spaces_hold (R : realType) (a b x h_0 : R) (h : R -> R) :
  a != 0 ->
  (h 0 = h_0 /\ forall t : R, is_derive t 1 h (a * h t + b * x))
  <-> (forall t,
        h t = expR (a * t) * h_0 + (expR (a * t) - 1) / a * b * x).
Proof.
move=> a0.
have dexp c t : is_derive t (1 : R) (fun s => expR (c * s)) (c * expR (c * t)).
  have dlin : is_derive t (1 : R) (fun s => c * s) c.
    have := is_deriveZ c (is_derive_id t (1 : R)).
    by congr is_derive; rewrite /GRing.scale /= mulr1.
  by have := is_derive1_comp (is_derive_expR (c * t)) dlin; rewrite mulrC.
pose f t := expR (a * t) * h_0 + (expR (a * t) - 1) / a * b * x.
have df t : is_derive t (1 : R) f (a * f t + b * x).
  pose k := h_0 + a^-1 * b * x.
  have -> : f = (fun s => k * expR (a * s)) + cst (- (a^-1 * b * x)).
    by apply: funext => s; rewrite /f /k /=; change (expR (a * s) * h_0 + (expR (a * s) - 1) / a * b * x = (h_0 + a^-1 * b * x) * expR (a * s) + - (a^-1 * b * x)); field.
  have := is_deriveD (is_deriveZ k (dexp a t)) (is_derive_cst (- (a^-1 * b * x)) t (1 : R)).
  move/is_derive_eq; apply; rewrite addr0 /GRing.scale /=.
  change (k * (a * expR (a * t)) = a * (k * expR (a * t) + - (a^-1 * b * x)) + b * x).
  rewrite /f /k; by field.
have f0 : f 0 = h_0 by rewrite /f mulr0 expR0 subrr mul1r !mul0r addr0.
split=> [[h0 dh] t|hE]; last first.
  have -> : h = f by apply: funext => s; exact: hE.
  by rewrite f0.
pose g s := (h s - f s) * expR (- a * s).
have dg s : is_derive s (1 : R) g 0.
  have := is_deriveM (is_deriveB (dh s) (df s)) (dexp (- a) s).
  move/is_derive_eq; apply; rewrite /GRing.scale /=.
  change ((h s - f s) * (- a * expR (- a * s)) + expR (- a * s) * (a * h s + b * x - (a * f s + b * x)) = 0).
  by ring.
have := is_derive_0_is_cst t 0 dg; rewrite /g h0 f0 subrr mul0r => /eqP.
by rewrite mulf_eq0 orbC gt_eqF ?expR_gt0 //= subr_eq0 => /eqP.
Qed.

(* cor-spaces-gate *)
Definition softplus (R : realType) (s : R) := ln (1 + expR s).

Corollary spaces_gate (R : realType) (s h x : R) :
  let Δ := softplus s in
  let g := sigmoid s in
  expR (- 1 * Δ) * h + (expR (- 1 * Δ) - 1) / - 1 * 1 * x
    = (1 - g) * h + g * x.
Proof.
move=> Δ g; have e1 : 0 < 1 + expR s by rewrite addr_gt0 ?expR_gt0.
have -> : expR (- 1 * Δ) = 1 - g.
  by rewrite mulN1r expRN lnK // /g gru_sign /sigmoid opprK.
by congr (_ + _); rewrite invrN1 mulrN1 mulr1 opprB subKr.
Qed.

(* thm-spaces-selective *)
Definition selective_step (R : realType) (w β x h : R) :=
  let g := sigmoid (w * x + β) in (1 - g) * h + g * x.

Theorem spaces_selective (R : realType) (w β : R) :
  w != 0 ->
  ~ exists K : nat -> R, forall (x : nat -> R) t,
      layer (selective_step w β) 0 x t
        = \sum_(0 <= j < t) K j * x (t - j)%N.
Proof.
move=> w0 [K KE]; have first c : sigmoid (w * c + β) * c = K 0%N * c.
  have := KE (fun=> c) 1%N; rewrite /= /selective_step mulr0 add0r => ->.
  by rewrite big_nat1.
have := first 1; have := first (-1); rewrite !mulrN1 !mulr1 => /oppr_inj <-.
move=> /invr_inj/addrI/expR_inj/oppr_inj/addIr/eqP.
by rewrite -subr_eq0 opprK -mulr2n mulrn_eq0 (negPf w0).
Qed.

(* thm-spaces-hankel *)
Lemma powerD (R : ringType) n (A : 'M[R]_n) i j : power A (i + j) = power A i *m power A j.
Proof. by elim: i => [|i IH]; rewrite ?mul1mx // addSn /= IH mulmxA. Qed.

Definition hankel (R : ringType) (K : nat -> R) m later : 'M[R]_m :=
  \matrix_(i, j) K (i + j + later)%N.
Definition response (R : ringType) n
    (A : 'M[R]_n) (B : 'cV_n) (C : 'rV_n) j := (C *m power A j *m B) 0 0.

(* What the outputs see of the state, and what the inputs reach. *)
Definition observed (R : ringType) n m (A : 'M[R]_n) (C : 'rV_n) : 'M_(m, n) :=
  \matrix_(i < m) (C *m power A i).
Definition reached (R : ringType) n m (A : 'M[R]_n) (B : 'cV_n) : 'M_(n, m) :=
  (\matrix_(j < m) (power A j *m B)^T)^T.

Lemma product_entry (R : comRingType) n m (A : 'M[R]_n) B C X i j :
  (observed m A C *m X *m reached m A B) i j = (C *m power A i *m X *m (power A j *m B)) 0 0.
Proof.
rewrite !mxE; apply: eq_bigr => k _; congr (_ * _).
  by rewrite !mxE; apply: eq_bigr => l _; rewrite !mxE.
by rewrite !mxE.
Qed.


Lemma hankel_product (R : comRingType) n m (A : 'M[R]_n) B C :
  hankel (response A B C) m 0 = observed m A C *m reached m A B
  /\ hankel (response A B C) m 1 = observed m A C *m A *m reached m A B.
Proof.
have powerS k : A *m power A k = power A k.+1 by [].
split; apply/matrixP => i j; rewrite [LHS]mxE /response.
  by rewrite -[observed m A C]mulmx1 product_entry addn0 powerD mulmx1 !mulmxA.
by rewrite product_entry addn1 -addnS powerD -powerS !mulmxA.
Qed.

Theorem spaces_hankel_rank (F : fieldType) n m
    (A : 'M[F]_n) (B : 'cV_n) (C : 'rV_n) :
  (\rank (hankel (response A B C) m 0) <= n)%N.
Proof.
have [-> _] := hankel_product m A B C.
exact: leq_trans (mxrankM_maxl _ _) (rank_leq_col _).
Qed.

Theorem spaces_hankel (F : fieldType) n m
    (A : 'M[F]_n) (B : 'cV_n) (C : 'rV_n)
    (P : 'M_(m, n)) (Q : 'M_(n, m)) (L : 'M_(n, m)) (R : 'M_(m, n)) :
  let H := hankel (response A B C) m in
  H 0%N = P *m Q -> L *m P = 1%:M -> Q *m R = 1%:M ->
  exists2 S, S \in unitmx & L *m H 1%N *m R = S *m A *m invmx S.
Proof.
move=> H HPQ LP QR; have [H0 H1] := hankel_product m A B C.
pose S := L *m observed m A C; pose S' := reached m A B *m R.
have SS' : S *m S' = 1%:M.
  by rewrite /S /S' -!mulmxA [observed _ _ _ *m _]mulmxA -H0 -/H HPQ !mulmxA LP mul1mx.
have Su : S \in unitmx by case/mulmx1_unit: SS'.
exists S => //; have -> : invmx S = S' by rewrite -[LHS]mulmx1 -SS' mulKmx.
by rewrite /H H1 /S /S' !mulmxA.
Qed.
