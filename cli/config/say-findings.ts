import type { FindingFacts } from '#protocol/config/findings/finding.ts'
import { sayFinding } from '#protocol/config/findings/words.ts'
import { terminalLanguage } from '../language.ts'

/** What was found in openclaw.json, a sentence each, in the language of the terminal. */
export const sayFindings = (
  findings: readonly FindingFacts[],
  environment: Record<string, string | undefined>,
): string[] => findings.map((finding) => sayFinding(finding, terminalLanguage(environment)))
