import { isQuestionTrace, type AnyTrace } from '../anyTrace';
import { htmlPage } from './html';
import { markdownDocument } from './markdown';
import { questionReport } from './question';
import type { Report } from './report';
import { taskReport } from './task';

/** A recorded run as one HTML file without scripts and without anything from elsewhere. */
export function htmlReport(trace: AnyTrace): string {
  return htmlPage(reportOf(trace));
}

/** A recorded run as a Markdown document. */
export function markdownReport(trace: AnyTrace): string {
  return markdownDocument(reportOf(trace));
}

function reportOf(trace: AnyTrace): Report {
  return isQuestionTrace(trace) ? questionReport(trace) : taskReport(trace);
}
