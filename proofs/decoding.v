(* Decoding: greedy decoding with and without the target, and when a search may stop. *)
From mathcomp Require Import all_ssreflect all_algebra ring lra.
From mathcomp Require Import reals sequences exp.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* After the words that it has said, a decoder says the word that g gives for them, such as the
   most probable one.  What it has said when it has said T words: *)
Fixpoint greedy (W : Type) (g : seq W -> W) T : seq W :=
  if T is T'.+1 then rcons (greedy g T') (g (greedy g T')) else [::].

(* thm-decoding-forced: with a teacher, it is asked for the word v after the words before it. *)
Theorem decoding_forced (W : eqType) (g : seq W -> W) (w : seq W) :
  greedy g (size w) = w <->
  (forall before v after, w = before ++ v :: after -> g before = v).
Proof.
elim/last_ind: w => [|w u IH]; first by split=> // _ [|? ?].
rewrite size_rcons /=; split=> [/rcons_inj[gw gu] before v after|right].
  rewrite gw in gu; case/lastP: after => [|after a].
    by rewrite cats1 => /rcons_inj[<- <-].
  by rewrite -rcons_cons -rcons_cat => /rcons_inj[e _]; exact: IH.1 gw _ _ _ e.
have gw : greedy g (size w) = w.
  by apply/IH => before v after e; apply: (right _ _ (rcons after u)); rewrite e rcons_cat.
by rewrite gw (right w u [::]) ?cats1.
Qed.

(* thm-decoding-stop: prefix i has the log probability s i and len i words, and the words that
   are added to it have the log probabilities in l. *)
Theorem decoding_stop (R : realType) (I : Type) (s : I -> R) (len : I -> nat)
    (alpha best : R) (T_max : nat) :
  0 <= alpha -> (forall i, s i <= 0) ->
  (forall i, s i / T_max%:R `^ alpha <= best) ->
  forall i (l : seq R), (forall x, x \in l -> x <= 0) ->
    let T := (len i + size l)%N in
    (0 < T <= T_max)%N ->
    (s i + \sum_(x <- l) x) / T%:R `^ alpha <= best.
Proof.
move=> a0 s0 sb i l l0 T /andP[T0 TT]; apply: le_trans (sb i).
have T1 : 0 < T%:R `^ alpha by rewrite powR_gt0 ?ltr0n.
have T2 : T%:R `^ alpha <= T_max%:R `^ alpha by rewrite ge0_ler_powR ?nnegrE ?ler_nat.
have l1 : \sum_(x <- l) x <= 0.
  by rewrite -oppr_ge0 -sumrN big_seq sumr_ge0 // => x /l0; rewrite oppr_ge0.
have si := s0 i; apply: (@le_trans _ _ (s i / T%:R `^ alpha)).
  by rewrite ler_pM2r ?invr_gt0 //; lra.
by rewrite ler_wnM2l // lef_pV2 ?posrE // (lt_le_trans T1).
Qed.

(* The present length is no bound: each prefix may still be continued to a greater score. *)
Theorem decoding_stop_present (R : realType) (s alpha : R) (T T_max : nat) :
  0 < alpha -> s < 0 -> (0 < T < T_max)%N ->
  exists l : seq R,
    [/\ (T + size l)%N = T_max, forall x, x \in l -> x < 0 &
        s / T%:R `^ alpha < (s + \sum_(x <- l) x) / T_max%:R `^ alpha].
Proof.
move=> a0 s0 /andP[T0 TT]; pose k := (T_max - T)%N.
have k0 : 0 < k%:R :> R by rewrite ltr0n subn_gt0.
have T1 : 0 < T%:R `^ alpha by rewrite powR_gt0 ?ltr0n.
have T2 : T%:R `^ alpha < T_max%:R `^ alpha by rewrite gt0_ltr_powR ?nnegrE ?ltr_nat.
have T3 := lt_trans T1 T2; pose x := s / T%:R `^ alpha * T_max%:R `^ alpha.
have xs : x < s by rewrite /x -mulrA gtr_nMr // mulrC ltr_pdivlMr // mul1r.
exists (nseq k ((x - s) / (2 * k%:R))); split.
- by rewrite size_nseq subnKC // ltnW.
- by move=> _ /nseqP[-> _]; rewrite pmulr_llt0 ?invr_gt0 ?mulr_gt0 // subr_lt0.
rewrite ltr_pdivlMr // -/x big_nseq -Monoid.iteropE -[iterop _ _ _ _]/(_ *+ k).
have -> : (x - s) / (2 * k%:R) *+ k = (x - s) / 2 by rewrite -mulr_natr; field; rewrite lt0r_neq0.
lra.
Qed.
