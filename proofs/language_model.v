(* Language model: perplexity is a geometric mean, and the floor that no model is below. *)
From mathcomp Require Import all_ssreflect all_algebra ring lra.
From mathcomp Require Import reals sequences exp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

Section Tangent.
Variables (R : realType) (n : nat).
Implicit Types (u l q : 'I_n -> R).

(* exp lies above its tangent at 0, and meets it nowhere else. *)
Lemma tangent (x : R) : 1 + x <= expR x ?= iff (x == 0).
Proof.
split; first exact: expR_ge1Dx.
have [->|x0] := eqVneq x 0; first by rewrite addr0 expR0 eqxx.
by rewrite lt_eqF // expR_gt1Dx.
Qed.

Lemma tangents u : n%:R + \sum_t u t <= \sum_t expR (u t) ?= iff [forall t, u t == 0].
Proof.
have -> : n%:R + \sum_t u t = \sum_t (1 + u t).
  by rewrite big_split sumr_const card_ord.
exact: leif_sum (fun t _ => tangent (u t)).
Qed.

(* The exp of a mean is at most the mean of the exps. *)
Lemma exp_mean l : (0 < n)%N ->
  expR ((\sum_t l t) / n%:R) <= (\sum_t expR (l t)) / n%:R
    ?= iff [forall s, forall t, l s == l t].
Proof.
move=> n0; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
set m := (\sum_t l t) / n%:R; have mE : m * n%:R = \sum_t l t by rewrite divfK.
have -> : [forall s, forall t, l s == l t] = [forall t, l t - m == 0].
  apply/forallP/forallP => [e t|e s]; last first.
    by apply/forallP => t; move: (e s) (e t); rewrite !subr_eq0 => /eqP-> /eqP->.
  rewrite subr_eq0; apply/eqP/(mulIf n1); rewrite mE mulr_natr -{1}[n]card_ord -sumr_const.
  by apply: eq_bigr => s _; have /forallP/(_ s)/eqP := e t.
have := tangents (fun t => l t - m).
rewrite sumrB sumr_const card_ord -[m *+ n]mulr_natr mE subrr addr0.
under eq_bigr do rewrite expRB; rewrite -mulr_suml => -[le eq].
have em := expR_gt0 m; have n2 : 0 < n%:R :> R by rewrite ltr0n.
split; first by rewrite ler_pdivlMr // mulrC -ler_pdivlMr.
rewrite -eq -[LHS](inj_eq (mulIf n1)) -[RHS](inj_eq (mulIf (lt0r_neq0 em))).
by rewrite !divfK ?lt0r_neq0 // mulrC.
Qed.
End Tangent.

(* thm-lm-perplexity: the model gave the word at place t the probability p t, so its loss is
   - ln (p t). *)
Theorem lm_perplexity_geometric (R : realType) n (p : 'I_n -> R) :
  let perplexity := expR ((\sum_(t < n) - ln (p t)) / n%:R) in
  (0 < n)%N -> (forall t, 0 < p t) ->
  perplexity ^+ n = \prod_(t < n) (p t)^-1 /\
  perplexity = (\prod_(t < n) (p t)^-1) `^ n%:R^-1.
Proof.
move=> P n0 p0; have n1 : n%:R != 0 :> R by rewrite pnatr_eq0 -lt0n.
have Pn : P ^+ n = \prod_(t < n) (p t)^-1.
  rewrite /P -expRM_natr divfK // (big_morph _ (@expRD R) (expR0 R)); apply: eq_bigr => t _.
  by rewrite expRN lnK ?posrE.
split=> //; rewrite -Pn -powR_mulrn ?expR_ge0 // -powRrM divff // powRr1 //; exact: expR_ge0.
Qed.

Theorem lm_perplexity_mean (R : realType) n (p : 'I_n -> R) :
  let perplexity := expR ((\sum_(t < n) - ln (p t)) / n%:R) in
  let mean := (\sum_(t < n) (p t)^-1) / n%:R in
  (0 < n)%N -> (forall t, 0 < p t) ->
  perplexity <= mean /\
  (perplexity = mean <-> forall s t, p s = p t).
Proof.
move=> P m n0 p0; have [] := exp_mean (fun t => - ln (p t)) n0.
have -> : (\sum_t expR (- ln (p t))) / n%:R = m.
  by congr (_ / _); apply: eq_bigr => t _; rewrite expRN lnK ?posrE.
move=> le eq; split=> //; split=> [/eqP|e].
  rewrite eq => /forallP e s t; have /forallP/(_ t)/eqP/oppr_inj := e s.
  by apply: ln_inj; rewrite posrE.
by apply/eqP; rewrite eq; apply/forallP => s; apply/forallP => t; rewrite (e s t).
Qed.

(* thm-lm-floor: N texts are equally probable, and the model gives text i the probability q i. *)
Theorem lm_floor (R : realType) N (q : 'I_N -> R) :
  let nats := (\sum_(i < N) - ln (q i)) / N%:R in
  (0 < N)%N -> (forall i, 0 < q i) -> \sum_(i < N) q i <= 1 ->
  ln N%:R <= nats /\ (nats = ln N%:R <-> forall i, q i = N%:R^-1).
Proof.
move=> nats N0 q0 q1; have N1 : 0 < N%:R :> R by rewrite ltr0n.
have N2 := lt0r_neq0 N1.
have lnq : \sum_i ln (N%:R * q i) = ln N%:R * N%:R - nats * N%:R.
  under eq_bigr => i _ do rewrite lnM ?posrE //.
  by rewrite big_split sumr_const card_ord divfK // sumrN opprK mulr_natr.
have expq : \sum_i expR (ln (N%:R * q i)) = N%:R * \sum_i q i.
  by rewrite mulr_sumr; apply: eq_bigr => i _; rewrite lnK ?posrE ?mulr_gt0.
have := tangents (fun i => ln (N%:R * q i)); rewrite lnq expq => -[le eq].
have le1 : N%:R * (\sum_i q i) <= N%:R by rewrite ger_pMr.
have floor : ln N%:R <= nats by rewrite -(ler_pM2r N1); lra.
split=> //; split=> [e i|e].
  have e1 : N%:R * q i = 1.
    apply: ln_inj; rewrite ?posrE ?mulr_gt0 // ln1; apply/eqP; move: i; apply/forallP.
    by rewrite -eq -lnq; apply/eqP/le_anti; rewrite lnq le e subrr addr0.
  by apply: (mulfI N2); rewrite e1 divff.
rewrite /nats (eq_bigr (fun=> ln N%:R)) => [|i _]; last by rewrite e lnV ?posrE // opprK.
by rewrite sumr_const card_ord -[_ *+ N]mulr_natr mulfK.
Qed.

(* Divided by the number of units in all texts, such as words or characters: the perplexity. *)
Theorem lm_floor_units (R : realType) N
    (q : 'I_N -> R) (units : 'I_N -> nat) :
  let perplexity :=
    expR ((\sum_(i < N) - ln (q i)) / (\sum_(i < N) units i)%:R) in
  let mean_units := (\sum_(i < N) units i)%:R / N%:R in
  let floor := expR (ln N%:R / mean_units) in
  (0 < N)%N -> (0 < \sum_(i < N) units i)%N ->
  (forall i, 0 < q i) -> \sum_(i < N) q i <= 1 ->
  floor <= perplexity /\
  (perplexity = floor <-> forall i, q i = N%:R^-1).
Proof.
move=> P m floor N0 u0 q0 q1; have [le eq] := lm_floor N0 q0 q1.
have N1 : 0 < N%:R :> R by rewrite ltr0n.
have m0 : 0 < m by rewrite divr_gt0 ?ltr0n.
have PE : P = expR ((\sum_(i < N) - ln (q i)) / N%:R / m).
  by rewrite /P /m invf_div mulrA divfK ?lt0r_neq0.
split; first by rewrite PE ler_expR ler_pM2r ?invr_gt0.
split=> [|/eq e]; last by rewrite PE e.
by rewrite PE => /expR_inj/(mulIf (invr_neq0 (lt0r_neq0 m0)))/eq.
Qed.

(* The model gives the word v the probability p w v after the beginning w, and so it gives the
   probability below to all words of a text after w. *)
Fixpoint probability (R : realType) (V : finType) (p : seq V -> V -> R) w text :=
  if text is v :: rest then p w v * probability p (rcons w v) rest else 1.

Section Probability.
Variables (R : realType) (V : finType) (p : seq V -> V -> R).
Hypotheses (p0 : forall w v, 0 <= p w v) (p1 : forall w, \sum_v p w v = 1).

(* By induction on the length: the texts are sorted by their first words. *)
Lemma sum_probability n w (texts : seq (seq V)) :
  all (fun t => size t < n)%N texts -> uniq texts ->
  {in texts &, forall s t, prefix s t -> s = t} ->
  \sum_(t <- texts) probability p w t <= 1.
Proof.
elim: n w texts => [|n IH] w texts short unq pre.
  by case: texts short unq pre => // *; rewrite big_nil.
have [nil_in|no_nil] := boolP ([::] \in texts).
  suff -> : texts = [:: [::]] by rewrite big_seq1.
  have same : {in texts, forall t, t = [::]}.
    by move=> t tt; rewrite -(pre _ _ nil_in tt) ?prefix0s.
  case: texts unq same nil_in {short pre} => [|a [|b texts]] //= unq same _.
    by rewrite (same a) ?mem_head.
  by move: unq; rewrite (same a) ?mem_head // (same b) ?inE ?eqxx ?orbT.
pose rest v := [seq behead t | t <- texts & ohead t == Some v].
have restP v t : t \in rest v -> v :: t \in texts.
  by case/mapP=> -[|a u]; rewrite mem_filter //= => /andP[/eqP[<-]] at_ ->.
have -> : \sum_(t <- texts) probability p w t
    = \sum_v p w v * \sum_(t <- rest v) probability p (rcons w v) t.
  under [RHS]eq_bigr do rewrite big_map big_filter mulr_sumr.
  rewrite (exchange_big_dep xpredT) //=; apply: eq_big_seq => -[|a t] at_.
    by rewrite at_ in no_nil.
  by rewrite (big_pred1 a) //= => v; rewrite /= eq_sym.
rewrite -(p1 w); apply: ler_sum => v _; rewrite ler_piMr //; apply: IH.
- by apply/allP => t /restP/(allP short).
- rewrite map_inj_in_uniq ?filter_uniq // => -[|a s] [|b t]; rewrite !mem_filter //=.
  by move=> /andP[/eqP[->] _] /andP[/eqP[->] _] ->.
- move=> s t /restP vs /restP vt st.
  by have [] : v :: s = v :: t by apply: pre => //; rewrite prefix_cons eqxx.
Qed.
End Probability.

(* The condition of the floor holds if no text is the beginning of another. *)
Theorem lm_floor_model (R : realType) (V : finType) (p : seq V -> V -> R)
    N (text : 'I_N -> seq V) :
  (forall w v, 0 <= p w v) -> (forall w, \sum_v p w v = 1) ->
  (forall i j, prefix (text i) (text j) -> i = j) ->
  \sum_(i < N) probability p [::] (text i) <= 1.
Proof.
move=> p0 p1 pre; rewrite -(big_map text xpredT (probability p [::])).
apply: (@sum_probability _ _ _ p0 p1 (\max_i size (text i)).+1).
- apply/allP => _ /mapP[i _ ->]; rewrite ltnS; exact: leq_bigmax.
- rewrite map_inj_uniq ?index_enum_uniq // => i j e; apply: pre; rewrite e; exact: prefix_refl.
- by move=> _ _ /mapP[i _ ->] /mapP[j _ ->] /pre->.
Qed.
