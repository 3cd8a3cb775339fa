export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** What a model is asked to continue. */
export type Prompt = ChatPrompt | TextPrompt | InfillPrompt;

/** Rendered with the model's own chat template. */
export interface ChatPrompt {
  readonly kind: 'chat';
  readonly messages: readonly ChatMessage[];
  /** The answer is made to begin with this text, which is not repeated in the output. */
  readonly answerPrefix?: string;
}

/** Bare text; special tokens written in it (such as `<|im_start|>`) are recognised. */
export interface TextPrompt {
  readonly kind: 'text';
  readonly text: string;
}

/** Fill in the middle (Bavarian et al., 2207.14255), for inline suggestions. */
export interface InfillPrompt {
  readonly kind: 'fill-in-middle';
  readonly prefix: string;
  readonly suffix: string;
}
