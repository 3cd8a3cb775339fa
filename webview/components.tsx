/**
 * The one file that knows the component library. `@vscode/webview-ui-toolkit` is no longer
 * developed: whoever replaces it changes this file and nothing else. Its text area and its progress
 * ring are not used: once in the page, the one calls itself "Text area" and the other is an alert.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';

/** Defines the custom elements. Called once by the page; views work without it, unstyled. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

type ToolkitElement = HTMLAttributes<HTMLElement> & {
  readonly appearance?: string;
  readonly disabled?: boolean;
};

declare module 'preact' {
  // The library's element, for the type checker.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitElement;
    }
  }
}

interface ButtonProps {
  readonly primary?: boolean;
  readonly disabled?: boolean;
  /** Said by pointing at it. */
  readonly title?: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

export function Button({ primary = false, disabled = false, title, onPress, children }: ButtonProps): JSX.Element {
  return (
    <vscode-button appearance={primary ? 'primary' : 'secondary'} disabled={disabled} title={title} onClick={disabled ? undefined : onPress}>
      {children}
    </vscode-button>
  );
}

interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly disabled: boolean;
  readonly maxLength: number;
  readonly rows: number;
  readonly onInput: (value: string) => void;
  /** Ctrl+Enter, or Cmd+Enter. */
  readonly onSubmit: () => void;
}

export function TextArea(props: TextAreaProps): JSX.Element {
  const submit = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      props.onSubmit();
    }
  };
  return (
    <textarea
      class="question-words"
      aria-label={props.label}
      rows={props.rows}
      maxLength={props.maxLength}
      placeholder={props.placeholder}
      value={props.value}
      disabled={props.disabled}
      onInput={(event) => props.onInput(event.currentTarget.value)}
      onKeyDown={submit}
    />
  );
}

/** One of the signs beside a step: it goes on. */
export function ProgressRing(): JSX.Element {
  return <span class="ring" role="img" aria-label="running" />;
}
