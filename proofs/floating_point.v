(* Floating-point numbers: the error of a sum and of a product, in any order, and through time. *)
From mathcomp Require Import all_ssreflect all_algebra ring zify.
From mathcomp Require Import boolp classical_sets functions reals topology.
From mathcomp Require Import normedtype derive realfun.
From Book Require Import vectors activations norms.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import numFieldTopology.Exports numFieldNormedType.Exports.
Import Order.TTheory GRing.Theory Num.Theory. Open Scope ring_scope.

(* eq-floats-model: s is the exact result r, rounded. *)
Definition rounded (R : realFieldType) (u r s : R) :=
  exists2 delta, `|delta| <= u & s = r * (1 + delta).

(* An order of additions is a tree; its leaves are the numbers of the terms. *)
Inductive tree n := Leaf of 'I_n | Add of tree n & tree n.
Fixpoint leaves n (t : tree n) :=
  match t with Leaf i => [:: i] | Add t1 t2 => leaves t1 ++ leaves t2 end.
Fixpoint depth n (t : tree n) :=
  match t with Leaf _ => 0 | Add t1 t2 => (maxn (depth t1) (depth t2)).+1 end.

(* The tree may be computed as s, if term i may be computed as b whenever [term i b]. *)
Fixpoint computed (R : realFieldType) n (u : R) (term : 'I_n -> R -> Prop)
    (t : tree n) (s : R) :=
  match t with
  | Leaf i => term i s
  | Add t1 t2 => exists s1 s2,
      [/\ computed u term t1 s1, computed u term t2 s2 & rounded u (s1 + s2) s]
  end.

Lemma depth_leaves n (t : tree n) : (depth t < size (leaves t))%N.
Proof. by elim: t => //= t1 H1 t2 H2; rewrite size_cat; lia. Qed.

Definition gamma (R : realFieldType) (u : R) d := d%:R * u / (1 - d%:R * u).

Section Error.
Variables (R : realFieldType) (u : R).
Hypothesis u0 : 0 <= u.

(* The second inequality of eq-floats-bound, by induction instead of Bernoulli's inequality. *)
Lemma le_gamma d : d%:R * u < 1 -> (1 + u) ^+ d - 1 <= gamma u d.
Proof.
rewrite -subr_gt0 /gamma => pos; rewrite ler_pdivlMr // mulrBl mul1r.
rewrite lerBlDr [_ + (1 - _)]addrC subrK {pos}.
elim: d => [|d]; first by rewrite expr0 mul1r mul0r subr0.
apply: le_trans; rewrite exprSr -mulrA ler_wpM2l ?exprn_ge0 ?addr_ge0 // -natr1.
have -> : (1 + u) * (1 - (d%:R + 1) * u) = 1 - d%:R * u - (d%:R + 1) * (u * u) by ring.
by rewrite gerBl !mulr_ge0 ?addr_ge0.
Qed.

Lemma le_factors d e : (d <= e)%N -> (1 + u) ^+ d - 1 <= (1 + u) ^+ e - 1.
Proof. by move=> de; rewrite lerD2r ler_weXn2l ?lerDl. Qed.

(* Each term carries k factors when it enters, and one more for each addition. *)
Lemma error k n (term : 'I_n -> R -> Prop) (a : 'I_n -> R) t s :
  (forall i b, term i b -> `|b - a i| <= ((1 + u) ^+ k - 1) * `|a i|) -> computed u term t s ->
  `|s - \sum_(i <- leaves t) a i|
    <= ((1 + u) ^+ (k + depth t) - 1) * \sum_(i <- leaves t) `|a i|.
Proof.
move=> ta; elim: t s => [i|t1 IH1 t2 IH2] s /=; first by rewrite !big_seq1 addn0; exact: ta.
case=> s1 [s2 [/IH1 {}IH1 /IH2 {}IH2 [delta du ->]]]; rewrite !big_cat /= addnS exprSr.
set m := maxn _ _; set e := (1 + u) ^+ (k + m).
move: IH1 IH2; set S1 := \sum_(i <- leaves t1) a i; set S2 := \sum_(i <- leaves t2) a i.
set A1 := \sum_(i <- leaves t1) `|a i|; set A2 := \sum_(i <- leaves t2) `|a i| => IH1 IH2.
have {}IH1 : `|s1 - S1| <= (e - 1) * A1.
  by apply: le_trans IH1 _; rewrite ler_wpM2r ?sumr_ge0 // le_factors // leq_add2l leq_maxl.
have {}IH2 : `|s2 - S2| <= (e - 1) * A2.
  by apply: le_trans IH2 _; rewrite ler_wpM2r ?sumr_ge0 // le_factors // leq_add2l leq_maxr.
have -> : (s1 + s2) * (1 + delta) - (S1 + S2)
    = (s1 - S1 + (s2 - S2)) * (1 + delta) + (S1 + S2) * delta by ring.
have -> : (e * (1 + u) - 1) * (A1 + A2)
    = ((e - 1) * A1 + (e - 1) * A2) * (1 + u) + (A1 + A2) * u by ring.
apply: le_trans (ler_normD _ _) _; rewrite !normrM lerD // ler_pM //.
- by apply: le_trans (ler_normD _ _) _; exact: lerD.
- by apply: le_trans (ler_normD _ _) _; rewrite normr1 lerD2l.
by apply: le_trans (ler_normD _ _) _; rewrite lerD // ler_norm_sum.
Qed.
End Error.

(* thm-floats-sum *)
Theorem floats_sum (R : realFieldType) (u : R) n d (a : 'I_n -> R)
    (t : tree n) (s : R) :
  0 <= u -> d%:R * u < 1 ->
  perm_eq (leaves t) (enum 'I_n) -> (depth t <= d)%N ->
  computed u (fun i b => b = a i) t s ->
  `|s - \sum_i a i| <= ((1 + u) ^+ d - 1) * (\sum_i `|a i|)
    <= gamma u d * (\sum_i `|a i|).
Proof.
move=> u0 du all_i td cs; apply/andP; split; last by rewrite ler_wpM2r ?sumr_ge0 ?le_gamma.
have {}cs := error (k := 0) (a := a) u0 _ cs; rewrite !(perm_big _ all_i) /= !big_enum in cs.
apply: le_trans (cs _) _ => [i b ->|]; first by rewrite subrr normr0 expr0 subrr mul0r.
by rewrite ler_wpM2r ?sumr_ge0 // le_factors.
Qed.

(* From left to right, d = n - 1. *)
Definition left_to_right n : tree n.+1 :=
  foldl (fun t i => Add t (Leaf (lift ord0 i))) (Leaf ord0) (enum 'I_n).

Lemma floats_sum_left_to_right n :
  leaves (left_to_right n) = enum 'I_n.+1 /\ depth (left_to_right n) = n.
Proof.
rewrite /left_to_right enum_ordSl -[n in _ /\ _ = n](size_enum_ord n).
elim/last_ind: (enum 'I_n) => //= r i [IH1 IH2].
by rewrite foldl_rcons map_rcons size_rcons /= IH1 IH2 maxn0 cats1.
Qed.

(* cor-floats-dot.  Multiplied and added in one step, a product is not rounded by itself. *)
Corollary floats_dot (R : realFieldType) (u : R) n (w x : 'cV[R]_n)
    (t : tree n) (s : R) :
  0 <= u -> n%:R * u < 1 -> perm_eq (leaves t) (enum 'I_n) ->
  let a i := w i 0 * x i 0 in
  computed u (fun i b => b = a i \/ rounded u (a i) b) t s ->
  `|s - (w^T *m x) 0 0| <= gamma u n * \sum_i `|w i 0 * x i 0|.
Proof.
move=> u0 nu all_i a cs.
have -> : (w^T *m x) 0 0 = \sum_i a i by rewrite mxE; apply: eq_bigr => i _; rewrite mxE.
have {}cs := error (k := 1) (a := a) u0 _ cs; rewrite !(perm_big _ all_i) /= !big_enum in cs.
apply: le_trans (cs _) _ => [i b [->|[delta du ->]]|].
- by rewrite subrr normr0 mulr_ge0 // expr1 addrC addKr.
- rewrite expr1 [1 + u]addrC addrK mulrDr mulr1 addrC addKr normrM mulrC.
  by rewrite ler_wpM2r.
rewrite ler_wpM2r ?sumr_ge0 // (le_trans _ (le_gamma u0 nu)) // le_factors // add1n.
by rewrite (leq_trans (depth_leaves t)) // (perm_size all_i) size_enum_ord.
Qed.

Corollary floats_dot_two_programs (R : realFieldType) (u : R) n
    (w x : 'cV[R]_n) (t1 t2 : tree n) (s1 s2 : R) :
  0 <= u -> n%:R * u < 1 ->
  perm_eq (leaves t1) (enum 'I_n) -> perm_eq (leaves t2) (enum 'I_n) ->
  let a i := w i 0 * x i 0 in
  computed u (fun i b => b = a i \/ rounded u (a i) b) t1 s1 ->
  computed u (fun i b => b = a i \/ rounded u (a i) b) t2 s2 ->
  `|s1 - s2| <= 2 * gamma u n * \sum_i `|w i 0 * x i 0|.
Proof.
move=> u0 nu p1 p2 a /(floats_dot u0 nu p1) H1 /(floats_dot u0 nu p2) H2.
apply: le_trans (ler_distD ((w^T *m x) 0 0) _ _) _.
by rewrite -mulrA mulr_natl mulr2n lerD // distrC.
Qed.

(* lem-floats-tanh *)
Lemma floats_tanh (R : realType) (p q : R) :
  `|tanh p - tanh q| <= `|p - q|.
Proof.
wlog pq : p q / q <= p.
  by move=> H; case: (leP q p) => [/H //|/ltW /H]; rewrite distrC [X in _ <= X]distrC.
have [||r _ ->] := @MVT_segment R (@tanh R) (fun r => 1 - tanh r ^+ 2) q p pq.
- by move=> r _; exact: is_derive_tanh.
- apply: continuous_subspaceT => r; apply/differentiable_continuous/derivable1_diffP.
  by case: (is_derive_tanh r).
by rewrite normrM ler_piMl // ger0_norm ?subr_ge0 ?sqr_tanh_le1 // gerBl sqr_ge0.
Qed.

(* thm-floats-time *)
Theorem floats_time (R : realType) n (W : 'M[R]_n)
    (c h h' : nat -> 'cV[R]_n) (eps : R) :
  let step t v := map_mx (@tanh R) (W *m v + c t) in
  (forall t, h t.+1 = step t.+1 (h t)) ->
  h' 0%N = h 0%N ->
  (forall t, norm (h' t.+1 - step t.+1 (h' t)) <= eps) ->
  norm2 W < 1 ->
  forall t, norm (h' t - h t) <= eps / (1 - norm2 W).
Proof.
move=> step hE start close W1; have pos : 0 < 1 - norm2 W by rewrite subr_gt0.
have eps0 : 0 <= eps by exact: le_trans (norm_ge0 _) (close 0%N).
elim=> [|t IH]; first by rewrite start subrr norm0 divr_ge0 // ltW.
have -> : h' t.+1 - h t.+1 = (h' t.+1 - step t.+1 (h' t)) + (step t.+1 (h' t) - step t.+1 (h t)).
  by rewrite hE addrA subrK.
apply: le_trans (norm_triangle _ _) _.
have -> : eps / (1 - norm2 W) = eps + norm2 W * (eps / (1 - norm2 W)) by field; rewrite gt_eqF.
apply: lerD => //; apply: (@le_trans _ _ (norm (W *m (h' t - h t)))).
  have entry (v w : 'cV[R]_n) i : (v - w) i 0 = v i 0 - w i 0 by rewrite !mxE.
  apply: le_norm => i; rewrite /step entry ![map_mx _ _ i 0]mxE (le_trans (floats_tanh _ _)) //.
  by rewrite -entry opprD addrACA subrr addr0 -mulmxBr.
by apply: le_trans (norm2P _ _) _; rewrite ler_wpM2l ?norm2_ge0.
Qed.
