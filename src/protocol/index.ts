// The page says quantities in the same words as the terminal.
export { formatCompact, formatCount, formatDollars, formatEnergy, formatEnergyRange, formatJoules, formatProbability, formatSeconds, formatSpentTokens, plural } from '../base/format';
export { MAX_QUESTION_CHARACTERS, parseHostMessage, parsePanelMessage, type HostMessage, type PanelMessage } from './messages';
export type {
  AnswerState, BudgetState, CandidateState, CheckState, ContextState, FailureState, ForecastState, LimitsState, PanelLevel, PanelState,
  RunState, SpentState, StepOutcome, StepState, TaskState,
} from './panelState';
