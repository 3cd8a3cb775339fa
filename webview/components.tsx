/**
 * The one file that knows the component library. `@vscode/webview-ui-toolkit` is no longer
 * developed: whoever replaces it changes this file and nothing else.
 */
import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing, vsCodeTextArea } from '@vscode/webview-ui-toolkit';
import type { ComponentChildren, HTMLAttributes, JSX } from 'preact';

/** Defines the custom elements. Called once by the page; views work without it, unstyled. */
export function registerComponents(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextArea());
}

type ToolkitElement = HTMLAttributes<HTMLElement> & {
  readonly appearance?: string;
  readonly rows?: number;
  readonly resize?: string;
  readonly placeholder?: string;
  readonly value?: string;
  readonly disabled?: boolean;
  readonly maxlength?: number;
};

declare module 'preact' {
  // The library's elements, for the type checker.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitElement;
      'vscode-progress-ring': ToolkitElement;
      'vscode-text-area': ToolkitElement;
    }
  }
}

interface ButtonProps {
  readonly primary?: boolean;
  readonly disabled?: boolean;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

export function Button({ primary = false, disabled = false, onPress, children }: ButtonProps): JSX.Element {
  return (
    <vscode-button appearance={primary ? 'primary' : 'secondary'} disabled={disabled} onClick={disabled ? undefined : onPress}>
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
    <vscode-text-area
      class="question-words"
      aria-label={props.label}
      rows={props.rows}
      resize="vertical"
      maxlength={props.maxLength}
      placeholder={props.placeholder}
      value={props.value}
      disabled={props.disabled}
      onInput={(event: Event) => props.onInput((event.target as HTMLTextAreaElement).value)}
      onKeyDown={submit}
    />
  );
}

export function ProgressRing(): JSX.Element {
  return <vscode-progress-ring class="ring" aria-label="Running" />;
}
