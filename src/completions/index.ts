export { createInlineCompleter, type InlineCompleter, type InlineCompleterOptions, type InlineRequest } from './completer';
