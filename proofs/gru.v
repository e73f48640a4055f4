(* The chapter "GRU". *)
From mathcomp Require Import all_ssreflect all_algebra.
From mathcomp Require Import reals exp sequences.
From Book Require Import vectors notation stack activations lstm.
Set Implicit Arguments.
Unset Strict Implicit.
Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory.
Open Scope ring_scope.

Local Notation σ := (@sigmoid _).
Local Notation tanh := (@tanh _).

(* def-gru-step *)
Record gru (R : ringType) n_h n_x := GRU {
  W_ir : 'M[R]_(n_h, n_x); b_ir : 'cV[R]_n_h; W_hr : 'M[R]_n_h; b_hr : 'cV[R]_n_h;
  W_iz : 'M[R]_(n_h, n_x); b_iz : 'cV[R]_n_h; W_hz : 'M[R]_n_h; b_hz : 'cV[R]_n_h;
  W_in : 'M[R]_(n_h, n_x); b_in : 'cV[R]_n_h; W_hn : 'M[R]_n_h; b_hn : 'cV[R]_n_h
}.
Section Step.
Variables (R : realType) (n_h n_x : nat) (w : gru R n_h n_x).
Implicit Types (x : 'cV[R]_n_x) (h r z : 'cV[R]_n_h).

Definition reset_gate x h := map_mx σ (W_ir w *m x + b_ir w + W_hr w *m h + b_hr w).
Definition update_gate x h := map_mx σ (W_iz w *m x + b_iz w + W_hz w *m h + b_hz w).
(* The argument of the tanh, the candidate, and the new state, for any given gates ... *)
Definition candidate_argument r x h :=
  W_in w *m x + b_in w + r ⊙ (W_hn w *m h + b_hn w).
Definition candidate r x h := map_mx tanh (candidate_argument r x h).
Definition gated_step r z x h := (ones - z) ⊙ candidate r x h + z ⊙ h.
(* ... and for those of the GRU *)
Definition gru_step x h := gated_step (reset_gate x h) (update_gate x h) x h.
End Step.

(* cor-gru-product *)
Corollary gru_product (R : realType) n_h n_x (w : gru R n_h n_x) x h :
  col_mx (reset_gate w x h) (update_gate w x h)
    = map_mx σ (block_mx (W_hr w) (W_ir w)
                         (W_hz w) (W_iz w) *m col_mx h x
                + col_mx (b_ir w + b_hr w) (b_iz w + b_hz w)).
Proof. by rewrite mul_col_mx add_col_mx -!gate_product map_col_mx. Qed.

(* lem-gru-candidate *)
Lemma gru_candidate (R : realType) n_h n_x : (0 < n_h)%N ->
  exists w : gru R n_h n_x,
    ~ exists (V : 'M[R]_(n_h, n_h + n_x)) b, forall h x,
        candidate_argument w (reset_gate w x h) x h = V *m col_mx h x + b.
Proof.
case: n_h => // n _; exists (GRU 0 0 1%:M 0 0 0 0 0 0 0 1%:M 0) => -[V [b eqV]].
have {}eqV h : map_mx σ h ⊙ h = V *m col_mx h 0 + b.
  by rewrite -eqV /candidate_argument /reset_gate /= !mul0mx !mul1mx !add0r !addr0.
pose u : 'cV[R]_n.+1 := ones; have uN : col_mx (- u) 0 = - col_mx u (0 : 'cV[R]_n_x).
  by rewrite -[0 in LHS]oppr0 opp_col_mx.
have b0 : b = 0 by have := eqV 0; rewrite had0r col_mx0 mulmx0 add0r.
have := eqV (- u); rewrite uN mulmxN b0 addr0 -[V *m _]addr0 -b0 -eqV.
move=> /matrixP/(_ 0 0); rewrite !mxE mulrN1 mulr1 => /oppr_inj.
by move=> /invr_inj/addrI/expR_inj/eqP; rewrite opprK -subr_eq0 opprK -mulr2n pnatr_eq0.
Qed.

(* lem-gru-reset, in any ring without zero divisors *)
Lemma gru_reset (R : idomainType) n (W : 'M[R]_n) (r : 'cV_n) :
  (forall h, W *m (r ⊙ h) = r ⊙ (W *m h))
  <-> (forall i j, W i j != 0 -> r i 0 = r j 0).
Proof.
have entries h i : (r ⊙ (W *m h) - W *m (r ⊙ h)) i 0
    = \sum_j W i j * (r i 0 - r j 0) * h j 0.
  rewrite !mxE mulr_sumr -sumrB; apply: eq_bigr => j _.
  by rewrite mxE mulrBr mulrBl mulrCA !mulrA.
split=> [eqW i j Wij | eqr h]; last first.
  apply/esym/eqP; rewrite -subr_eq0; apply/eqP/matrixP => i j; rewrite ord1 entries mxE.
  apply: big1 => k _; have [->|/eqr ->] := eqVneq (W i k) 0; rewrite ?mul0r //.
  by rewrite subrr mulr0 mul0r.
have := entries (delta_mx j 0) i; rewrite eqW subrr mxE (bigD1 j) //= big1 => [|k kj].
  by rewrite mxE !eqxx mulr1 addr0 => /esym/eqP; rewrite mulf_eq0 (negPf Wij) subr_eq0 => /eqP.
by rewrite mxE (negPf kj) mulr0.
Qed.

(* lem-gru-sign *)
Lemma gru_sign (R : realType) (u : R) : 1 - sigmoid u = sigmoid (- u).
Proof.
have e0 : expR u != 0 by rewrite gt_eqF ?expR_gt0.
have e1 : 1 + expR u != 0 by rewrite gt_eqF ?addr_gt0 ?expR_gt0.
rewrite /sigmoid opprK expRN; apply: (mulIf e1); rewrite mulVf // mulrBl mul1r.
have -> : 1 + (expR u)^-1 = (1 + expR u) / expR u by rewrite mulrDl mul1r divff // addrC.
by rewrite invf_div divfK // addrK.
Qed.

(* lem-gru-sign, second part: the other convention, with the weights and biases of z negated *)
Definition negated (R : ringType) n_h n_x (w : gru R n_h n_x) :=
  GRU (W_ir w) (b_ir w) (W_hr w) (b_hr w)
      (- W_iz w) (- b_iz w) (- W_hz w) (- b_hz w)
      (W_in w) (b_in w) (W_hn w) (b_hn w).
Definition other_step (R : realType) n_h n_x (w : gru R n_h n_x) x h :=
  let z := update_gate w x h in
  (ones - z) ⊙ h + z ⊙ candidate w (reset_gate w x h) x h.

Lemma gru_sign_states (R : realType) n_h n_x (w : gru R n_h n_x) h_0 x t :
  layer (other_step (negated w)) h_0 x t = layer (gru_step w) h_0 x t.
Proof.
elim: t => //= t ->; move: (layer _ _ _ _) => h; rewrite /other_step /gru_step /gated_step addrC.
rewrite (_ : update_gate (negated w) _ h = ones - update_gate w (x t.+1) h) ?subKr //.
apply/matrixP => i j; rewrite /update_gate /= !mulNmx -!opprD.
by rewrite [LHS]mxE [X in sigmoid X]mxE -gru_sign !mxE.
Qed.

Lemma average (R : realDomainType) (z n h a b : R) :
  0 <= z <= 1 -> a <= n <= b -> a <= h <= b -> a <= (1 - z) * n + z * h <= b.
Proof.
rewrite -[z <= 1]subr_ge0 => /andP[z0 z1] /andP[an nb] /andP[ah hb].
have same c : c = (1 - z) * c + z * c by rewrite -mulrDl subrK mul1r.
by apply/andP; split; [rewrite [X in X <= _]same | rewrite [X in _ <= X]same];
  rewrite lerD ?ler_wpM2l.
Qed.

(* thm-gru-between *)
Theorem gru_between (R : realType) n_h n_x (w : gru R n_h n_x) h_0 x :
  let h := layer (gru_step w) h_0 x in
  let z t := update_gate w (x t) (h t.-1) in
  let r t := reset_gate w (x t) (h t.-1) in
  let n t := candidate w (r t) (x t) (h t.-1) in
  let kept s T := \had_(s.+1 <= t < T.+1) z t in
  [/\ forall t k, Num.min (h t k 0) (n t.+1 k 0) <= h t.+1 k 0
                    <= Num.max (h t k 0) (n t.+1 k 0),
      forall t k, `|h t k 0| <= Num.max 1 `|h_0 k 0|,
      forall T, h T = kept 0%N T ⊙ h_0
                + \sum_(1 <= s < T.+1) kept s T ⊙ (ones - z s) ⊙ n s,
      forall s T k, 0 <= kept s T k 0 /\ 0 <= (kept s T ⊙ (ones - z s)) k 0
    & forall T, kept 0%N T
                + \sum_(1 <= s < T.+1) kept s T ⊙ (ones - z s) = ones].
Proof.
move=> h z r n kept.
have z01 t k : 0 <= z t k 0 <= 1 by rewrite mxE !ltW ?sigmoid_gt0 ?sigmoid_lt1.
have n1 t k : `|n t k 0| <= 1.
  rewrite mxE ler_norml; move: (_ k 0) => u.
  by have /andP[/ltW -> /ltW ->] := tanh_lt1 u.
have hS t : h t.+1 = (ones - z t.+1) ⊙ n t.+1 + z t.+1 ⊙ h t by [].
have hSk t k : h t.+1 k 0 = (1 - z t.+1 k 0) * n t.+1 k 0 + z t.+1 k 0 * h t k 0.
  by rewrite hS !mxE.
have kept0 s T k : 0 <= kept s T k 0.
  rewrite /kept; elim/big_ind: _ => [|A B A0 B0|t _]; first by rewrite mxE.
    by rewrite mxE mulr_ge0.
  by case/andP: (z01 t k).
split=> [t k|t k|T|s T k|T].
- by rewrite hSk; apply: average; rewrite // ?ge_min ?le_max !lexx ?orbT.
- elim: t => [|t IH]; first by rewrite le_max lexx orbT.
  rewrite hSk ler_norml; apply: average; rewrite // -ler_norml //.
  by rewrite (le_trans (n1 _ _)) // le_max lexx.
- by apply: lstm_memory => -[|t] // _; rewrite hS addrC.
- split=> //; rewrite mxE mulr_ge0 // (_ : _ k 0 = 1 - z s k 0) ?subr_ge0; last by rewrite !mxE.
  by case/andP: (z01 s k).
have all1 t : (1 <= t <= T)%N -> ones = z t ⊙ ones + (ones - z t) ⊙ ones :> 'cV[R]_n_h.
  by rewrite !had1r addrC subrK.
rewrite [RHS](@lstm_memory R _ T (fun=> ones) z (fun s => ones - z s) (fun=> ones) all1) had1r.
by congr (_ + _); apply: eq_bigr => s _; rewrite had1r.
Qed.

(* cor-gru-rnn *)
Corollary gru_rnn (R : realType) n_h n_x (w : gru R n_h n_x) h_0 x t :
  layer (gated_step w ones 0) h_0 x t
    = layer (rnn_step tanh (W_in w) (b_in w) (W_hn w) (b_hn w)) h_0 x t.
Proof.
elim: t => //= t ->; rewrite /gated_step had0l addr0 subr0 had1l /candidate /rnn_step.
by rewrite /candidate_argument had1l addrA.
Qed.
