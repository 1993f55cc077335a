export interface RetrievalScores {
  queries: number;
  hit1: number;
  hit3: number;
  recall10: number;
  mrr10: number;
}

export interface ClassificationScores {
  rows: number;
  labels: number;
  accuracy: number;
  macro_f1: number;
  threshold?: number;
  in_scope_accuracy?: number;
  in_scope_accuracy_no_reject?: number;
  oos_precision?: number;
  oos_recall?: number;
  oos_f1?: number;
  auroc?: number | null;
}

export interface Ranked {
  qid: string;
  ranked: readonly string[];
}

export interface Predicted {
  id: string;
  label: string;
  confidence: number;
}

interface Gold {
  id: string;
  label: string;
}

const DEPTH = 10;

/** The formulas of `shared/eval/score.mjs`; with `groupOf` only the first document of a group counts. */
export function scoreRetrieval(
  gold: readonly { qid: string; relevant: readonly string[] }[],
  predictions: readonly Ranked[],
  groupOf: (id: string) => string | undefined = (id) => id,
): RetrievalScores {
  const byQuery = new Map(predictions.map(({ qid, ranked }) => [qid, ranked]));
  const sums = { hit1: 0, hit3: 0, recall10: 0, mrr10: 0 };
  for (const { qid, relevant } of gold) {
    const groups = (byQuery.get(qid) ?? []).map(groupOf).filter((group) => group !== undefined);
    const list = [...new Set(groups)].slice(0, DEPTH);
    const right = new Set(relevant);
    const first = list.findIndex((id) => right.has(id));
    if (first === 0) sums.hit1++;
    if (first >= 0 && first < 3) sums.hit3++;
    if (first >= 0) sums.mrr10 += 1 / (first + 1);
    sums.recall10 += list.filter((id) => right.has(id)).length / Math.max(1, right.size);
  }
  const mean = (sum: number) => rounded(sum / Math.max(1, gold.length));
  return {
    queries: gold.length,
    hit1: mean(sums.hit1),
    hit3: mean(sums.hit3),
    recall10: mean(sums.recall10),
    mrr10: mean(sums.mrr10),
  };
}

/** The formulas of `shared/eval/score.mjs`; `none` names the label of what is out of scope. */
export function scoreClassification(
  gold: readonly Gold[],
  predictions: readonly Predicted[],
  { none, threshold = 0 }: { none?: string | undefined; threshold?: number } = {},
): ClassificationScores {
  const byId = new Map(predictions.map((p) => [p.id, p]));
  const answer = ({ id }: Gold) => {
    const p = byId.get(id);
    return p && none !== undefined && (p.label === none || p.confidence < threshold) ? none : p?.label;
  };
  const labels = [...new Set(gold.map(({ label }) => label))];
  const tallies = new Map(labels.map((label) => [label, tallyOf(label, gold, answer)]));
  const f1 = labels.map((label) => tallies.get(label)?.f1 ?? 0);
  const share = (rows: readonly Gold[], right: (row: Gold) => boolean) =>
    rounded(rows.filter(right).length / Math.max(1, rows.length));
  const scores: ClassificationScores = {
    rows: gold.length,
    labels: labels.length,
    accuracy: share(gold, (row) => answer(row) === row.label),
    macro_f1: rounded(f1.reduce((sum, x) => sum + x, 0) / Math.max(1, f1.length)),
  };
  if (none === undefined) return scores;
  const inside = gold.filter(({ label }) => label !== none);
  const tally = tallies.get(none);
  return {
    ...scores,
    threshold: rounded(threshold),
    in_scope_accuracy: share(inside, (row) => answer(row) === row.label),
    in_scope_accuracy_no_reject: share(inside, (row) => byId.get(row.id)?.label === row.label),
    oos_precision: tally?.precision ?? 0,
    oos_recall: tally?.recall ?? 0,
    oos_f1: tally?.f1 ?? 0,
    auroc: auroc(
      gold.map((row) => {
        const p = byId.get(row.id);
        return { inside: row.label !== none, score: !p || p.label === none ? -1 : p.confidence };
      }),
    ),
  };
}

/** The threshold that gives the best accuracy on rows that are not those to be scored. */
export function bestThreshold(
  gold: readonly Gold[],
  predictions: readonly Predicted[],
  none: string,
): number {
  const byId = new Map(predictions.map((p) => [p.id, p]));
  const candidates = [...new Set([0, ...predictions.map((p) => p.confidence)])].toSorted((a, b) => a - b);
  const step = Math.max(1, Math.floor(candidates.length / 400));
  let best = { threshold: 0, right: -1 };
  for (let i = 0; i < candidates.length; i += step) {
    const threshold = candidates[i] ?? 0;
    const right = gold.filter(({ id, label }) => {
      const p = byId.get(id);
      return p && (p.label === none || p.confidence < threshold ? none : p.label) === label;
    }).length;
    if (right > best.right) best = { threshold, right };
  }
  return best.threshold;
}

function tallyOf(label: string, gold: readonly Gold[], answer: (row: Gold) => string | undefined) {
  const said = gold.filter((row) => answer(row) === label);
  const meant = gold.filter((row) => row.label === label).length;
  const right = said.filter((row) => row.label === label).length;
  const precision = right / Math.max(1, said.length);
  const recall = right / Math.max(1, meant);
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  return { precision: rounded(precision), recall: rounded(recall), f1: rounded(f1) };
}

/** The area under the ROC curve of the confidence, by ranks with ties averaged. */
function auroc(rows: readonly { inside: boolean; score: number }[]): number | null {
  const sorted = rows.toSorted((a, b) => a.score - b.score);
  const inside = sorted.filter((row) => row.inside).length;
  const outside = sorted.length - inside;
  if (inside === 0 || outside === 0) return null;
  let sum = 0;
  for (let from = 0; from < sorted.length;) {
    let to = from;
    while (to < sorted.length && sorted[to]?.score === sorted[from]?.score) to++;
    const rank = (from + to + 1) / 2;
    for (let i = from; i < to; i++) if (sorted[i]?.inside === true) sum += rank;
    from = to;
  }
  return rounded((sum - (inside * (inside + 1)) / 2) / (inside * outside));
}

/** The time within which so large a part of them was done. */
export function quantile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
