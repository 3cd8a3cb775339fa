/** Light and dark after the reader's own setting; no font, picture or rule from anywhere else. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --paper: #fff; --ink: #1f2328; --dim: #59636e; --line: #d1d9e0; --soft: #f6f8fa; --ok: #1a7f37; --bad: #b3261e; --warn: #8a5a00; --bar: #0969da; }
@media (prefers-color-scheme: dark) { :root { --paper: #0d1117; --ink: #e6edf3; --dim: #9198a1; --line: #3d444d; --soft: #151b23; --ok: #3fb950; --bad: #f85149; --warn: #d29922; --bar: #4493f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.25rem 1rem; }
h1 { margin: 0; font-size: 1.6rem; }
h2 { margin: 2rem 0 0.5rem; padding-bottom: 0.25rem; border-bottom: 1px solid var(--line); font-size: 1.1rem; }
p { margin: 0.5rem 0; }
.dim { color: var(--dim); }
.status { margin: 0; font-weight: 600; color: var(--warn); }
.status.verified { color: var(--ok); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 1rem 0; }
dt { color: var(--dim); }
dd { margin: 0; }
pre { margin: 0.5rem 0; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); overflow-x: auto; font: 13px/1.45 ui-monospace, Menlo, Consolas, monospace; overflow-wrap: normal; tab-size: 4; }
code { font: inherit; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
th { color: var(--dim); font-weight: 600; white-space: nowrap; }
details { margin: 0.5rem 0; }
summary { cursor: pointer; }
summary:focus-visible { outline: 2px solid var(--bar); outline-offset: 2px; }
.steps { margin: 0; padding-left: 1.5rem; }
.steps li { margin: 0.75rem 0; }
.bar { height: 6px; border-radius: 3px; background: var(--soft); overflow: hidden; }
.bar span { display: block; height: 100%; min-width: 2px; border-radius: 3px; background: var(--warn); }
.passed .bar span { background: var(--ok); }
.failed .bar span { background: var(--bad); }
@media print { details { display: block; } pre { white-space: pre-wrap; } }
`;
