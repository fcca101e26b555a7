import type { Report } from '../core/report/report.ts';
import type { ReportFormat } from '../core/results/report-result.ts';

/** A report in one of its formats; what a format needs is loaded for it alone. */
export async function reportText(report: Report, format: ReportFormat): Promise<string> {
  switch (format) {
    case 'html':
      return (await import('./html.tsx')).htmlOf(report);
    case 'markdown':
      return (await import('./markdown.ts')).markdownOf(report);
    case 'json':
      // The same value, with nothing in it that could end a script into which somebody puts it.
      return `${JSON.stringify(report, null, 2).replaceAll('<', '\\u003c')}\n`;
  }
}
