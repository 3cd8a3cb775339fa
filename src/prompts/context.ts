import type { CodeTask } from '../verification/types';

/** What a request begins with where a task has definitions of its project beside it; empty for all others, whose words stay as they are. */
export function contextWords({ context, language }: CodeTask): string {
  if (context === undefined) {
    return '';
  }
  return [
    'These definitions are elsewhere in the same project. Use the ones that help as they are, and do not repeat them.',
    '',
    `\`\`\`${language}`,
    context.text,
    '```',
    '',
    '',
  ].join('\n');
}
