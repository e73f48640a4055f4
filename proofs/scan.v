(* Linear recurrences: steps that can be put together in any grouping. *)
From mathcomp Require Import all_ssreflect all_algebra ring lra.
From mathcomp Require Import boolp functions reals topology normedtype sequences derive exp.
From Book Require Import vectors stack activations differentiation backpropagation_through_time.
From Book Require Import gru.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* A step is a matrix and a vector, what it does to a state, and two steps as one: first p_1, then
   p_2. *)
Definition step (R : ringType) n : Type := 'M[R]_n * 'cV[R]_n.
Definition does (R : ringType) n (p : step R n) (h : 'cV_n) := p.1 *m h + p.2.
Definition compose (R : ringType) n (p_2 p_1 : step R n) : step R n :=
  (p_2.1 *m p_1.1, p_2.1 *m p_1.2 + p_2.2).

(* The states h_1, h_2, ... of the steps p 1, p 2, ... *)
Fixpoint states (R : ringType) n (p : nat -> step R n) (h_0 : 'cV_n) t :=
  if t is t'.+1 then does (p t) (states p h_0 t') else h_0.

(* The last k steps up to t as one *)
Fixpoint last_steps (R : ringType) n (p : nat -> step R n) t k : step R n :=
  if k is k'.+1 then compose (last_steps p t k') (p (t - k')%N) else (1%:M, 0).

(* What stands at step t after r rounds of doubling *)
Fixpoint doubled (R : ringType) n (p : nat -> step R n) r t : step R n :=
  if r is r'.+1 then
    if (t <= 2 ^ r')%N then doubled p r' t
    else compose (doubled p r' t) (doubled p r' (t - 2 ^ r')%N)
  else p t.

(* The same recurrence with a vector that multiplies entry by entry *)
Fixpoint scanned (R : ringType) n (a b : nat -> 'cV[R]_n) h_0 t : 'cV_n :=
  if t is t'.+1 then a t ⊙ scanned a b h_0 t' + b t else h_0.

(* thm-scan-associative *)
Theorem scan_associative (R : ringType) n :
  [/\ forall (p_1 p_2 : step R n) h,
        does (compose p_2 p_1) h = does p_2 (does p_1 h),
      associative (@compose R n),
      left_id (1%:M, 0) (@compose R n)
    & right_id (1%:M, 0) (@compose R n)].
Proof.
split=> [[A b] [C d] h | [A b] [C d] [E f] | [A b] | [A b]]; rewrite /does /compose /=.
- by rewrite mulmxDr mulmxA addrA.
- by rewrite !mulmxA mulmxDr mulmxA addrA.
- by rewrite !mul1mx addr0.
by rewrite mulmx1 mulmx0 add0r.
Qed.

(* second part, in any ring: numbers are matrices of one row and one column *)
Theorem scan_associative_order (R : ringType) :
  exists p q : step R 1, compose p q <> compose q p.
Proof.
exists (0, 1%:M), (0, 0); rewrite /compose /= !mul0mx !add0r => -[] /matrixP/(_ 0 0).
by rewrite !mxE => /eqP; rewrite oner_eq0.
Qed.

Section Doubling.
Variables (R : ringType) (n : nat) (p : nat -> step R n).

Lemma last_stepsD t j k :
  last_steps p t (j + k) = compose (last_steps p t j) (last_steps p (t - j)%N k).
Proof.
have [_ A _ I] := scan_associative R n.
by elim: k => [|k IH]; rewrite ?addn0 ?I // addnS /= IH A subnDA.
Qed.

Lemma last_stepsE h_0 t k : (k <= t)%N ->
  does (last_steps p t k) (states p h_0 (t - k)%N) = states p h_0 t.
Proof.
have [C _ _ _] := scan_associative R n.
elim: k => [|k IH] kt; first by rewrite subn0 /does /= mul1mx addr0.
rewrite /= C -[RHS]IH ?(ltnW kt) //; congr does.
have E : (t - k = (t - k.+1).+1)%N by rewrite subnSK.
by rewrite [in RHS]E /= -E.
Qed.
End Doubling.

(* thm-scan-doubling *)
Theorem scan_doubling (R : ringType) n (p : nat -> step R n) h_0 :
  [/\ forall r t, (1 <= t)%N ->
        doubled p r t = last_steps p t (minn (2 ^ r) t),
      forall r T, (T <= 2 ^ r)%N -> forall t, (1 <= t <= T)%N ->
        does (doubled p r t) h_0 = states p h_0 t
    & forall T, (T <= 2 ^ up_log 2 T)%N].
Proof.
have [C _ L I] := scan_associative R n.
have D r t : (1 <= t)%N -> doubled p r t = last_steps p t (minn (2 ^ r) t).
  elim: r t => [|r IH] t t0.
    by rewrite expn0 (minn_idPl t0) /= L subn0.
  have -> : doubled p r.+1 t = if (t <= 2 ^ r)%N then doubled p r t
    else compose (doubled p r t) (doubled p r (t - 2 ^ r)%N) by [].
  case: leqP => [small|large].
    rewrite IH // (minn_idPr small) (minn_idPr _) // (leq_trans small) //.
    by rewrite leq_exp2l.
  rewrite !IH ?subn_gt0 // (minn_idPl (ltnW large)) -last_stepsD; congr last_steps.
  by rewrite addn_minr subnKC ?(ltnW large) // addnn -mul2n -expnS.
split=> // [r T Tr t /andP[t0 tT] | T].
  rewrite D // (minn_idPr (leq_trans tT Tr)).
  by have := last_stepsE p h_0 (leqnn t); rewrite subnn.
by case: T => [|[|T]] //; have /andP[] := up_log_bounds (isT : (1 < 2)%N) (isT : (1 < T.+2)%N).
Qed.

(* cor-scan-gru *)
Corollary scan_gru (R : realType) n_h n_x (w : gru R n_h n_x) h_0 x :
  W_hr w = 0 -> W_hz w = 0 -> W_hn w = 0 ->
  let r t := reset_gate w (x t) 0 in
  let z t := update_gate w (x t) 0 in
  let n t := candidate w (r t) (x t) 0 in
  (forall t h, [/\ reset_gate w (x t) h = r t,
                   update_gate w (x t) h = z t
                 & candidate w (r t) (x t) h = n t]) /\
  forall t, layer (gru_step w) h_0 x t
              = scanned z (fun t => (ones - z t) ⊙ n t) h_0 t.
Proof.
move=> r0 z0 n0 r z n.
have E t h : [/\ reset_gate w (x t) h = r t, update_gate w (x t) h = z t
               & candidate w (r t) (x t) h = n t].
  split; first by rewrite /r /reset_gate r0 !mul0mx.
    by rewrite /z /update_gate z0 !mul0mx.
  by rewrite /n /candidate /candidate_argument n0 !mul0mx.
split=> // t; elim: t => //= t ->; rewrite /gru_step /gated_step.
by have [-> -> ->] := E t.+1 (scanned z (fun t => (ones - z t) ⊙ n t) h_0 t); rewrite addrC.
Qed.

Section Reverse.
Variables (R : realType) (n : nat).

Lemma moves_had (A B : R -> 'cV[R]_n) s A' B' : moves A s A' -> moves B s B' ->
  moves (fun s => A s ⊙ B s) s (A s ⊙ B' + A' ⊙ B s).
Proof.
move=> dA dB i j; rewrite !mxE.
have -> : (fun s => (A s ⊙ B s) i j) = (fun s => A s i j) * (fun s => B s i j).
  by apply: funext => u; rewrite mxE.
apply: is_derive_eq (is_deriveM (dA i j) (dB i j)) _.
by rewrite /GRing.scale /= [B s i j * _]mulrC.
Qed.

Lemma reverse_sum T (a g delta v u : nat -> 'cV[R]_n) :
  delta T = g T ->
  (forall t, (1 <= t < T)%N -> delta t = g t + a t.+1 ⊙ delta t.+1) ->
  (0 < T)%N ->
  (forall t, v t.+1 = a t.+1 ⊙ v t + u t.+1) ->
  \sum_(1 <= t < T.+1) inner (g t) (v t)
    = \sum_(1 <= t < T.+1) inner (delta t) (u t) + inner (a 1%N ⊙ delta 1%N) (v 0%N).
Proof.
move=> last back T0 vS.
have back1 t : inner (delta t.+1) (v t.+1)
    = inner (a t.+1 ⊙ delta t.+1) (v t) + inner (delta t.+1) (u t.+1).
  by rewrite vS innerDr inner_hadamard [delta _ ⊙ _]hadC.
suff H t : (1 <= t <= T)%N ->
    \sum_(1 <= j < t.+1) inner (g j) (v j) + inner (delta t - g t) (v t)
    = \sum_(1 <= j < t.+1) inner (delta j) (u j) + inner (a 1%N ⊙ delta 1%N) (v 0%N).
  by rewrite -(H T) ?T0 ?leqnn // last subrr [inner 0 _]innerC inner0r addr0.
elim: t => // -[|t] IH /andP[_ tT].
  by rewrite !big_nat1 innerBl addrC subrK back1 addrC.
rewrite (big_nat_recr t.+2) //= [in RHS](big_nat_recr t.+2) //= innerBl back1.
rewrite [RHS]addrAC -IH ?(ltnW tT) // (back t.+1) // [g _ + _]addrC addrK; ring.
Qed.

Lemma scanned_moves (a b : R -> nat -> 'cV[R]_n) (h_0 : R -> 'cV[R]_n) s a' b' h_0' :
  (forall t, moves (a ^~ t) s (a' t)) -> (forall t, moves (b ^~ t) s (b' t)) ->
  moves h_0 s h_0' ->
  let h s := scanned (a s) (b s) (h_0 s) in
  exists v : nat -> 'cV[R]_n, [/\ v 0%N = h_0',
    forall t, v t.+1 = a s t.+1 ⊙ v t + (a' t.+1 ⊙ h s t + b' t.+1)
    & forall t, moves (h ^~ t) s (v t)].
Proof.
move=> ma mb m0 h.
pose v := fix v t := if t is t'.+1 then a s t ⊙ v t' + (a' t ⊙ h s t' + b' t) else h_0'.
exists v; split=> //; elim=> // t IH /=.
by rewrite addrA; apply: movesD => //; apply: moves_had.
Qed.

Lemma reverse_moves T (a b : R -> nat -> 'cV[R]_n) (h_0 : R -> 'cV[R]_n) s a' b' h_0'
    (l : 'M_(n, T) -> R) (g delta : nat -> 'cV_n) :
  let h s := scanned (a s) (b s) (h_0 s) in
  (forall t, moves (a ^~ t) s (a' t)) -> (forall t, moves (b ^~ t) s (b' t)) ->
  moves h_0 s h_0' ->
  is_gradient l (columns T (h s)) (columns T g) ->
  delta T = g T ->
  (forall t, (1 <= t < T)%N -> delta t = g t + a s t.+1 ⊙ delta t.+1) ->
  (0 < T)%N ->
  is_derive s (1 : R) (fun s => l (columns T (h s)))
    (\sum_(1 <= t < T.+1) inner (delta t) (a' t ⊙ h s t.-1 + b' t)
      + inner (a s 1%N ⊙ delta 1%N) h_0').
Proof.
move=> h ma mb m0 grad last back T0; have [v [v0 vS vm]] := scanned_moves ma mb m0.
have <- : inner (columns T g) (columns T v)
    = \sum_(1 <= t < T.+1) inner (delta t) (a' t ⊙ h s t.-1 + b' t)
      + inner (a s 1%N ⊙ delta 1%N) h_0'.
  rewrite inner_columns (reverse_sum (u := fun t => a' t ⊙ h s t.-1 + b' t) last back T0) ?v0 //.
apply: (grad (fun s => columns T (h s))) => // i t.
have -> : (fun s => columns T (h s) i t) = fun s => h s t.+1 i 0.
  by apply: funext => r; rewrite mxE.
by rewrite mxE; exact: vm.
Qed.

Lemma moves_replaced (x : nat -> 'cV[R]_n) t (X : R -> 'cV[R]_n) s X' : moves X s X' ->
  forall k, moves (fun s => replaced x t (X s) k) s (if k == t then X' else 0).
Proof.
move=> mX k; rewrite /replaced; case: (k == t) => //; exact: moves_cst.
Qed.

Lemma sum_at T t (F : nat -> R) : (1 <= t <= T)%N -> (forall k, k != t -> F k = 0) ->
  \sum_(1 <= k < T.+1) F k = F t.
Proof.
move=> tT F0; rewrite (bigD1_seq t) ?iota_uniq ?mem_index_iota //= big1 ?addr0 //.
Qed.
End Reverse.

(* thm-scan-reverse *)
Theorem scan_reverse (R : realType) n T (a b : nat -> 'cV[R]_n) h_0
    (l : 'M_(n, T) -> R) (g delta : nat -> 'cV_n) :
  let h := scanned a b h_0 in
  let L a b h_0 := l (columns T (scanned a b h_0)) in
  is_gradient l (columns T h) (columns T g) ->
  (0 < T)%N ->
  delta T = g T ->
  (forall t, (1 <= t < T)%N -> delta t = g t + a t.+1 ⊙ delta t.+1) ->
  [/\ forall t, (1 <= t <= T)%N ->
        is_gradient (fun v => L a (replaced b t v) h_0) (b t) (delta t),
      forall t, (1 <= t <= T)%N ->
        is_gradient (fun v => L (replaced a t v) b h_0) (a t)
          (delta t ⊙ h t.-1)
    & is_gradient (fun v => L a b v) h_0 (a 1%N ⊙ delta 1%N)].
Proof.
move=> h L grad T0 last back.
have same (x : nat -> 'cV[R]_n) t : replaced x t (x t) = x.
  by apply: funext => k; rewrite /replaced; case: eqP => [->|].
have cst (x : nat -> 'cV[R]_n) s k : moves ((fun _ : R => x) ^~ k) s 0 by exact: moves_cst.
split=> [t tT X s X' Xs mX | t tT X s X' Xs mX | X s X' Xs mX].
- have /= := @reverse_moves R n T (fun=> a) (fun s => replaced b t (X s)) (fun=> h_0) s (fun=> 0)
    (fun k => if k == t then X' else 0) 0 l g delta.
  move=> /(_ (cst a s) (moves_replaced b t mX) (moves_cst _ _)); rewrite Xs same.
  move=> /(_ grad last back T0); congr is_derive.
  rewrite inner0r addr0 (sum_at tT) ?eqxx ?had0l ?add0r // => k /negPf->.
  by rewrite had0l addr0 inner0r.
- have /= := @reverse_moves R n T (fun s => replaced a t (X s)) (fun=> b) (fun=> h_0) s
    (fun k => if k == t then X' else 0) (fun=> 0) 0 l g delta.
  move=> /(_ (moves_replaced a t mX) (cst b s) (moves_cst _ _)); rewrite Xs same.
  move=> /(_ grad last back T0); congr is_derive.
  rewrite inner0r addr0 (sum_at tT) ?eqxx ?addr0 => [|k /negPf->].
    by rewrite [X' ⊙ _]hadC inner_hadamard.
  by rewrite had0l addr0 inner0r.
have /= := @reverse_moves R n T (fun=> a) (fun=> b) X s (fun=> 0) (fun=> 0) X' l g delta.
move=> /(_ (cst a s) (cst b s) mX); rewrite Xs => /(_ grad last back T0); congr is_derive.
by rewrite big1 ?add0r // => k _; rewrite had0l addr0 inner0r.
Qed.

(* lem-scan-log *)
Lemma scan_log (R : realType) (x epsilon u : R) :
  `|epsilon| <= u ->
  `|expR (x * (1 + epsilon)) / expR x - 1| <= expR (u * `|x|) - 1.
Proof.
move=> eu; rewrite -expRN -expRD mulrDr mulr1 addrAC subrr add0r.
have xe : `|x * epsilon| <= u * `|x| by rewrite normrM mulrC ler_wpM2r.
move: xe; set y := u * _ => xy; have /andP[lo hi] : - y <= x * epsilon <= y by rewrite -ler_norml.
have e1 : 1 <= expR y + expR (- y) - 1.
  have e0 : expR y != 0 by rewrite gt_eqF ?expR_gt0.
  have -> : expR y + expR (- y) - 1 = 1 + (expR y - 1) ^+ 2 / expR y.
    by rewrite expRN; field.
  by rewrite lerDl divr_ge0 ?sqr_ge0 ?expR_ge0.
have : expR (x * epsilon) <= expR y by rewrite ler_expR.
have : expR (- y) <= expR (x * epsilon) by rewrite ler_expR.
rewrite ler_norml; lra.
Qed.

Section Signs.
Variable R : realFieldType.
Implicit Types (y v : nat -> R) (s : R).

(* The sign of y changes m times: between t 0, ..., t m. *)
Definition alternates y m s (t : nat -> nat) :=
  (forall i, (i < m)%N -> (t i < t i.+1)%N) /\
  forall i, (i <= m)%N -> 0 < (-1) ^+ i * s * y (t i).

(* Between two places where v has one sign and then the other, a difference has the second. *)
Lemma difference v s t t' : (t < t')%N -> 0 < s * v t -> 0 < - s * v t' ->
  exists2 j, (t <= j < t')%N & 0 < - s * (v j.+1 - v j).
Proof.
move=> tt st st'; apply: contrapT => none.
have {}none j : (t <= j < t')%N -> - s * (v j.+1 - v j) <= 0.
  by move=> tj; rewrite leNgt; apply/negP => pos; apply: none; exists j.
have : - s * (v t' - v t) <= 0.
  rewrite -(telescope_sumr v (ltnW tt)) mulr_sumr big_nat.
  by rewrite -oppr_ge0 -sumrN; apply: sumr_ge0 => j tj; rewrite oppr_ge0 none.
rewrite mulrBr; lra.
Qed.

Lemma difference_alternates v m s t : alternates v m.+1 s t ->
  exists t', alternates (fun j => v j.+1 - v j) m (- s) t'.
Proof.
move=> [inc sgn].
have D i : (i <= m)%N -> exists2 j, (t i <= j < t i.+1)%N
    & 0 < - ((-1) ^+ i * s) * (v j.+1 - v j).
  move=> im; apply: difference; rewrite ?inc ?sgn ?(leqW im) //.
  by have := sgn i.+1 im; rewrite exprS mulN1r mulNr.
pose F i : nat := if pselect (exists2 j, (t i <= j < t i.+1)%N
    & 0 < - ((-1) ^+ i * s) * (v j.+1 - v j)) is left e then projT1 (cid2 e) else 0%N.
have FP i : (i <= m)%N -> (t i <= F i < t i.+1)%N /\
    0 < - ((-1) ^+ i * s) * (v (F i).+1 - v (F i)).
  move=> /D e; rewrite /F; case: pselect => // e'; by case: (cid2 e').
exists F; split=> i im.
  have [/andP[_ up] _] := FP i (ltnW im); have [/andP[lo _] _] := FP i.+1 im.
  exact: leq_trans up lo.
by have [_] := FP i im; rewrite mulrN.
Qed.

(* A sum of m exponentials with positive bases changes its sign less than m times. *)
Lemma exponentials m (c a : nat -> R) s t : (forall k, (k < m)%N -> 0 < a k) ->
  ~ alternates (fun t => \sum_(0 <= k < m) c k * a k ^+ t) m s t.
Proof.
elim: m c a s t => [|m IH] c a s t a0.
  by move=> [_ /(_ 0%N isT)]; rewrite big_geq // mulr0 ltxx.
move=> [inc sgn]; have am := a0 m (ltnSn m).
pose v j := \sum_(0 <= k < m.+1) c k * (a k / a m) ^+ j.
have vE j : v j = (\sum_(0 <= k < m.+1) c k * a k ^+ j) / a m ^+ j.
  by rewrite mulr_suml; apply: eq_bigr => k _; rewrite exprMn exprVn mulrA.
have alt : alternates v m.+1 s t.
  by split=> // i im; rewrite vE mulrA divr_gt0 ?exprn_gt0 // sgn.
have [t' [inc' sgn']] := difference_alternates alt.
apply: (IH (fun k => c k * (a k / a m - 1)) (fun k => a k / a m) (- s) t').
  by move=> k km; rewrite divr_gt0 // a0 // ltnW.
split=> // i im; have := sgn' i im; congr (_ < _ * _).
rewrite /v -sumrB big_nat_recr //= divff ?lt0r_neq0 // !expr1n subrr addr0.
by apply: eq_bigr => k _; rewrite exprS; ring.
Qed.

(* The states with the same step each time *)
Lemma scanned_same H (a b h_0 : 'cV[R]_H) t k : a k 0 < 1 ->
  let f := b k 0 / (1 - a k 0) in
  scanned (fun=> a) (fun=> b) h_0 t k 0 = f + a k 0 ^+ t * (h_0 k 0 - f).
Proof.
move=> a1 f; have fE : b k 0 = (1 - a k 0) * f.
  by rewrite mulrC divfK // subr_eq0 gt_eqF.
elim: t => [|t IH]; first by rewrite expr0 mul1r addrC subrK.
by rewrite /= !mxE IH fE exprS; ring.
Qed.
End Signs.

(* thm-scan-signs *)
Theorem scan_signs (R : realFieldType) H (a b h_0 w : 'cV[R]_H) (c : R) :
  let h := scanned (fun=> a) (fun=> b) h_0 in
  let y t := (w^T *m h t) 0 0 + c in
  (forall k, 0 < a k 0 < 1) ->
  ~ exists (t : nat -> nat) (s : R),
      (forall i, (i < H.+1)%N -> (t i < t i.+1)%N) /\
      (forall i, (i <= H.+1)%N -> 0 < (-1) ^+ i * s * y (t i)).
Proof.
move=> h y a01 [t [s alt]].
pose f (k : 'I_H) := b k 0 / (1 - a k 0).
pose A k := oapp (fun i : 'I_H => a i 0) 1 (insub k).
pose C k := oapp (fun i : 'I_H => w i 0 * (h_0 i 0 - f i)) (c + \sum_i w i 0 * f i) (insub k).
apply: (@exponentials R H.+1 C A s t) => [k _|].
  by rewrite /A; case: insubP => //= i _ _; case/andP: (a01 i).
case: alt => inc sgn; split=> // i im; have := sgn i im; congr (_ < _ * _).
rewrite big_nat_recr //= big_mkord {2}/A {2}/C insubF ?ltnn //= expr1n mulr1.
rewrite /y mxE [c + _]addrC addrA; congr (_ + c).
rewrite [RHS]addrC -big_split /=; apply: eq_bigr => k _; case/andP: (a01 k) => _ a1.
by rewrite mxE /C /A valK /= (scanned_same _ _ _ a1) -/(f k); ring.
Qed.

(* cor-scan-parity *)
Corollary scan_parity (R : realFieldType) H (a b h_0 w : 'cV[R]_H)
    (c s : R) T :
  let h := scanned (fun=> a) (fun=> b) h_0 in
  let y t := (w^T *m h t) 0 0 + c in
  (forall k, 0 < a k 0 < 1) ->
  (forall t, (1 <= t <= T)%N -> 0 < (-1) ^+ t * s * y t) ->
  (T <= H.+1)%N.
Proof.
move=> h y a01 right; rewrite leqNgt; apply/negP => TH.
apply: (@scan_signs R H a b h_0 w c a01); exists succn, (- s); split=> // i im.
by have := right i.+1 (leq_ltn_trans im TH); rewrite exprS mulN1r mulrN mulNr.
Qed.
