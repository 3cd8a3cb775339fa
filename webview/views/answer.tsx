import type { JSX } from 'preact';
import { formatProbability, formatSeconds, type AnswerState, type CheckState, type ForecastState, type SpentState } from '../../src/protocol';
import { Button } from '../components';

/** Sign and words of each verdict; the panel says the same words aloud. */
export const VERDICTS = {
  verified: { sign: '✓', title: 'Verified' },
  unverified: { sign: '?', title: 'Not verified' },
  abstained: { sign: '–', title: 'No answer' },
} as const;

/** Where the figure comes from, for whoever asks by pointing at it. */
const CONFIDENCE_ORIGIN = 'Probability that the answer is right: of answers with as many examples, samples and agreement as this one, such a share also passed hidden tests of other problems.';

interface AnswerCardProps {
  readonly answer: AnswerState;
  readonly onInsert: () => void;
  readonly onCopy: () => void;
}

interface HarderProps {
  /** What the place of the slider is called at which it goes on. */
  readonly label: string;
  /** Of both parts together; null while it is not known. */
  readonly forecast: ForecastState | null;
  readonly spent: SpentState | null;
  /** There is a verified answer already. */
  readonly isVerified: boolean;
  readonly isDisabled: boolean;
  readonly onPress: () => void;
}

/** Goes on with an answer at the next place of the slider, with its price beside it. */
export function Harder({ label, forecast, spent, isVerified, isDisabled, onPress }: HarderProps): JSX.Element {
  return (
    <div class="actions">
      <Button disabled={isDisabled} title={`Goes on at ${label}: what was drawn is kept, and what it took counts`} onPress={onPress}>Think harder</Button>
      {forecast !== null && <span class="small dim">{harderPrice(forecast, spent, isVerified)}</span>}
    </div>
  );
}

/** What comes on top of what was spent, in time, and the odds in the end; those of what is verified already are no news. */
function harderPrice({ p50, p90, verifiedProbability }: ForecastState, spent: SpentState | null, isVerified: boolean): string {
  const more = (seconds: number): string => `+${formatSeconds(Math.max(0, seconds - (spent?.seconds ?? 0)))}`;
  const odds = isVerified || verifiedProbability === null ? '' : ` · ${formatProbability(verifiedProbability)} verified`;
  return `${more(p50.seconds)} likely, ${more(p90.seconds)} nine times in ten${odds}`;
}

/** The answer with its proof: what was checked, what was not, and the code. */
export function AnswerCard({ answer, onInsert, onCopy }: AnswerCardProps): JSX.Element {
  const { sign, title } = VERDICTS[answer.status];
  return (
    <article class={`card ${answer.status}`}>
      <header class="row">
        <b class="verdict">{sign} {title}</b>
        {answer.confidence !== null && (
          <span title={CONFIDENCE_ORIGIN}><b>{formatProbability(answer.confidence)}</b> <span class="small dim">likely right</span></span>
        )}
      </header>
      {answer.writer !== null && <p class="small dim">by {answer.writer}</p>}
      <ul class="checks">
        {answer.checks.map((check) => <Check key={check.text} check={check} />)}
      </ul>
      {answer.code !== null && (
        <>
          <pre tabIndex={0} aria-label="Code of the answer"><code>{answer.code}</code></pre>
          <div class="actions">
            <Button primary={answer.status === 'verified'} onPress={onInsert}>{answer.insertLabel}</Button>
            <Button onPress={onCopy}>Copy</Button>
          </div>
        </>
      )}
    </article>
  );
}

const CHECK_SIGNS = { passed: { sign: '✓', words: 'passed' }, failed: { sign: '✗', words: 'failed' }, 'not-checked': { sign: '–', words: 'not checked' } } as const;

function Check({ check }: { readonly check: CheckState }): JSX.Element {
  const { sign, words } = CHECK_SIGNS[check.mark];
  return (
    <li class={check.mark}>
      <span class="sign" role="img" aria-label={words}>{sign}</span>
      <span>{check.text}{check.detail !== null && <span class="small dim block">{check.detail}</span>}</span>
    </li>
  );
}
