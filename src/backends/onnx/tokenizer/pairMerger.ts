/** A pair of neighbours that could become one piece. */
interface Candidate {
  readonly score: number;
  readonly left: number;
  readonly right: number;
  /** Where the pair ends in the text; tells whether its right piece has grown or gone since. */
  readonly end: number;
}

/** A piece of text from `start` to `end`, linked to its neighbours; -1 for none. Merged away when empty. */
interface Piece {
  readonly start: number;
  end: number;
  previous: number;
  next: number;
}

/**
 * SentencePiece's merging for BPE vocabularies: of all neighbours that are a word together, the
 * ones with the best score become one piece, the leftmost first among equals, until none are left.
 * @param scoreOf a word's score; undefined for what is no word.
 * @returns the pieces in order, words or single characters. Takes n log n steps for n characters.
 */
export function mergePairs(text: string, scoreOf: (word: string) => number | undefined): string[] {
  const pieces = splitCharacters(text);
  const queue = new CandidateQueue();
  const consider = (left: number, right: number): void => {
    const [from, to] = [pieces[left], pieces[right]];
    const score = from && to ? scoreOf(text.slice(from.start, to.end)) : undefined;
    if (to && score !== undefined) {
      queue.push({ score, left, right, end: to.end });
    }
  };
  pieces.forEach((_, index) => consider(index - 1, index));
  for (let best = queue.pop(); best; best = queue.pop()) {
    if (merge(pieces, best)) {
      consider(pieces[best.left]?.previous ?? -1, best.left);
      consider(best.left, pieces[best.left]?.next ?? -1);
    }
  }
  return pieces.filter(({ start, end }) => end > start).map(({ start, end }) => text.slice(start, end));
}

function splitCharacters(text: string): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const character of text) {
    const index = pieces.length;
    pieces.push({ start, end: start + character.length, previous: index - 1, next: index + 1 });
    start += character.length;
  }
  const last = pieces.at(-1);
  if (last) {
    last.next = -1;
  }
  return pieces;
}

/** False when one of the two has been merged with another since the pair was found. */
function merge(pieces: Piece[], { left, right, end }: Candidate): boolean {
  const [from, to] = [pieces[left], pieces[right]];
  if (!from || !to || from.end === from.start || from.next !== right || to.end !== end) {
    return false;
  }
  from.end = to.end;
  from.next = to.next;
  to.end = to.start;
  const after = pieces[to.next];
  if (after) {
    after.previous = left;
  }
  return true;
}

/** A binary heap, best score first, leftmost among equals. */
class CandidateQueue {
  private readonly heap: Candidate[] = [];

  push(candidate: Candidate): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(candidate);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(candidate, heap[parent] as Candidate)) {
        break;
      }
      heap[at] = heap[parent] as Candidate;
      at = parent;
    }
    heap[at] = candidate;
  }

  pop(): Candidate | undefined {
    const { heap } = this;
    const best = heap[0];
    const last = heap.pop();
    if (last && heap.length > 0) {
      this.sink(last);
    }
    return best;
  }

  private sink(candidate: Candidate): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Candidate, heap[child] as Candidate)) {
        child += 1;
      }
      if (child >= heap.length || !isBefore(heap[child] as Candidate, candidate)) {
        break;
      }
      heap[at] = heap[child] as Candidate;
      at = child;
    }
    heap[at] = candidate;
  }
}

function isBefore(a: Candidate, b: Candidate): boolean {
  return a.score > b.score || (a.score === b.score && a.left < b.left);
}
