import type { BudgetState, ForecastState, PanelState, RunState } from '../../src/protocol';

/** States of the panel as the extension host sends them, for tests. */

export function forecast(tokens: number, verifiedProbability: number | null = 0.78): ForecastState {
  return {
    p50: { tokens, seconds: tokens / 100, joules: tokens / 4, dollars: 0 },
    p90: { tokens: tokens * 3, seconds: tokens / 30, joules: tokens, dollars: 0 },
    energySource: 'modelled',
    verifiedProbability,
    ownRuns: 0,
  };
}

export function budgets(withForecast = true, probability: number | null = 0.78): BudgetState[] {
  const limits = [1_500, 3_000, 8_000, 20_000];
  return (['instant', 'quick', 'balanced', 'thorough'] as const).map((level, index) => ({
    level,
    label: level.charAt(0).toUpperCase() + level.slice(1),
    limits: { tokens: limits[index] ?? null, seconds: 60, samples: 2 ** (index + 1), dollars: null, joules: null },
    forecast: withForecast ? forecast(400 * (index + 1), probability) : null,
  }));
}

export function panelState(over: Partial<PanelState> = {}): PanelState {
  return {
    version: 1,
    question: { id: 1, words: '', context: null },
    task: null,
    problem: null,
    budgets: budgets(false),
    level: 'balanced',
    model: { name: 'qwen2.5-coder-0.5b', place: 'this machine', further: [] },
    blocked: null,
    run: null,
    ...over,
  };
}

export function asked(over: Partial<PanelState> = {}): PanelState {
  return panelState({
    question: { id: 1, words: 'Double a number. double(4) == 8', context: null },
    task: { language: 'python', functionName: 'double', examples: [{ id: 'ex1', label: 'double(4) == 8' }], notUnderstood: [] },
    budgets: budgets(),
    ...over,
  });
}

export function runState(over: Partial<RunState> = {}): RunState {
  return {
    phase: 'running',
    origin: null,
    load: null,
    limits: { tokens: 8_000, seconds: 60, samples: 16, dollars: null, joules: null },
    forecast: forecast(900),
    examples: [{ id: 'ex1', label: 'double(4) == 8' }, { id: 'ex2', label: 'double(-1) == -2' }],
    steps: [{ id: 'step1', title: 'Fast answer', outcome: 'failed', detail: 'double(4) gave 4, should be 8', seconds: 3.2 }],
    writing: [],
    candidates: [
      { id: 'c1', label: '1', isFast: true, isSelected: false, cells: [{ mark: 'failed', title: 'gave 4' }, { mark: 'unknown', title: 'not run' }], ownTests: null, cluster: null, tokens: 120, writer: null },
      { id: 'c2', label: '2', isFast: false, isSelected: true, cells: [{ mark: 'passed', title: '' }, { mark: 'passed', title: '' }], ownTests: null, cluster: 'A', tokens: 98, writer: null },
    ],
    spent: { tokens: 640, forfeitedTokens: 0, seconds: 5.5, samples: 4, joules: 210, energySource: 'modelled', dollars: 0 },
    answer: null,
    harder: null,
    failure: null,
    ...over,
  };
}
