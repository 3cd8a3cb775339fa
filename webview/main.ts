import './panel.css';
import { h, render } from 'preact';
import { registerComponents } from './components';
import { connectHost } from './host';
import { Panel } from './panel';
import type { PanelState } from '../src/protocol';

registerComponents();
const host = connectHost();
const root = document.getElementById('root') as HTMLElement;
let shown: PanelState | null = null;

host.onMessage((message) => {
  if (message.type === 'focus-question') {
    root.querySelector<HTMLElement>('.question-words')?.focus();
    return;
  }
  if (shown === null || message.state.version > shown.version) {
    shown = message.state;
    render(h(Panel, { state: shown, host }), root);
  }
});
host.send({ type: 'ready' });
