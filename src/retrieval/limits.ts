/** How many tokens of context a prompt gets at most. A small model loses the task in more, and two cores read about a hundred a second. */
export const MAX_CONTEXT_TOKENS = 480;
/** Share of a run's tokens that the context may take of its first call: the answers have to fit beside it. */
export const CONTEXT_SHARE = 0.25;
/** Shorter contexts hold no definition with its file's name. */
export const MIN_CONTEXT_TOKENS = 64;
/** Definitions shown. More are a list to search, not a hint. */
export const MAX_SNIPPETS = 16;
/** Bytes of a file that is read. Longer ones are generated or data. */
export const MAX_FILE_BYTES = 200_000;
/** Files that are looked at because something imports them. */
export const MAX_IMPORTED_FILES = 24;
/** Files that are looked at because they are near. Parsing one for the first time takes a few milliseconds. */
export const MAX_NEAR_FILES = 40;
/** Folders whose entries are listed in search of near files. */
export const MAX_FOLDERS = 40;
/** Entries of a folder that are looked at. */
export const MAX_FOLDER_ENTRIES = 1_000;
/** Definitions kept of one file. */
export const MAX_DEFINITIONS = 200;
/** Outlines kept of files that were parsed, some ten kilobytes each. */
export const MAX_OUTLINES = 300;
/** Characters of one definition as it is shown. */
export const MAX_SHOWN_CHARACTERS = 900;
/** Members of a class that are shown. */
export const MAX_MEMBERS = 24;
/** Characters of a head, of a line of description and of a value. */
export const MAX_HEAD_CHARACTERS = 240;
export const MAX_DESCRIPTION_CHARACTERS = 120;
export const MAX_VALUE_CHARACTERS = 80;
