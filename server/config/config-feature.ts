import { type Change, listDifferences, locate } from '#protocol/config/changes.ts'
import { listFields } from '#protocol/config/fields.ts'
import { type Finding, holdInstead, toFinding } from '#protocol/config/findings/finding.ts'
import { listWaiting } from '#protocol/config/findings/waiting.ts'
import { parseJsonc, positionAt } from '#protocol/config/parse.ts'
import { formatPath } from '#protocol/config/path.ts'
import { readConfig } from '#protocol/config/read.ts'
import { hideSecrets, maskTree, restoreSecrets, restoreValue } from '#protocol/config/secrets.ts'
import type { Config } from '#protocol/config.ts'
import { AppError } from '#protocol/errors.ts'
import type { ConfigFeature, PlacedFinding } from './contract.ts'
import type { History } from './history.ts'
import { applyChanges, requireFit, requireNoNewMistake } from './save-setting.ts'
import { hashOf, type SettingsFile } from './settings-file.ts'
import type { ConfigWatch } from './watch.ts'

/** As many names of settings as the audit log takes of one change. */
const MOST_NAMES = 20

export interface ConfigFeatureDeps {
  settings: SettingsFile
  lookup: (name: string) => string | undefined
  /** What was in force when the gateway started. */
  first: Config
  watch: Pick<ConfigWatch, 'current' | 'reload'>
  history: History
  /** Writes down who changed which settings, never what they say. */
  audit: (decision: {
    action: string
    actor: string
    outcome: 'allowed' | 'failed'
    rule: string
    detail: Record<string, unknown>
  }) => void
}

/** openclaw.json as its owner reads and changes it from a distance. No secret of it leaves the gateway. */
export function createConfigFeature(deps: ConfigFeatureDeps): ConfigFeature {
  const { settings, lookup, first, watch, history, audit } = deps
  const fields = listFields().map(({ schema: _, ...field }) => field)
  const waiting = () => listWaiting(first, watch.current().config)

  function write(before: string, after: string, isUndo: boolean): { hash: string; waiting: string[] } {
    const isGone = settings.isGone()
    if (after !== before || isGone) settings.write(after)
    if (isUndo && !isGone) history.wentBack(before)
    watch.reload()
    return { hash: hashOf(after), waiting: waiting() }
  }

  /** The text before and after a change, written down under an action whether it worked out or not. */
  function change(
    asked: { action: string; actor: string; baseHash: string },
    next: (before: string) => string,
  ): { hash: string; waiting: string[] } {
    const { action, actor } = asked
    const line = { action, actor, rule: 'scope-admin' }
    const before = settings.read()
    try {
      if (hashOf(before) !== asked.baseHash) throw changedMeanwhile()
      const after = next(before)
      const names = listDifferences(before, after).map(formatPath)
      const result = write(before, after, action === 'config.undo')
      const detail = { settings: names.slice(0, MOST_NAMES), count: names.length }
      audit({ ...line, outcome: 'allowed', detail })
      return result
    } catch (cause) {
      const code = cause instanceof AppError ? cause.code : 'internal'
      audit({ ...line, outcome: 'failed', detail: { code } })
      throw cause
    }
  }

  return {
    get() {
      const text = settings.read()
      const isReadable = parseJsonc(text).ok
      const shown = isReadable ? text : (history.lastInForce(text)?.text ?? '{}')
      const hidden = parseJsonc(hideSecrets(shown))
      const { config } = readConfig(shown, (name) => `\${${name}}`)
      return {
        fields,
        hash: hashOf(text),
        written: hidden.ok ? hidden.value : {},
        values: maskTree(config),
        findings: place(text, tellWhatHolds(readConfig(text, lookup).findings, watch.current().findings)),
        inForce: watch.current().findings.filter(({ kind }) => IN_FORCE.has(kind)),
        waiting: waiting(),
        undoAt: (settings.isGone() ? history.lastSaid() : history.before(text))?.at ?? null,
      }
    },
    text() {
      const text = settings.read()
      return { text: hideSecrets(text), hash: hashOf(text) }
    },
    check(asked) {
      const now = settings.read()
      const text = 'text' in asked ? asked.text : hideSecrets(now)
      try {
        // Where a text does not parse, nobody can say what place a mark stands at.
        const isReadable = parseJsonc(text).ok
        const restored = () => (isReadable ? restoreSecrets(text, now) : text)
        const whole = 'text' in asked ? restored() : edit(now, asked.changes)
        const { ok, findings } = readConfig(whole, lookup)
        return {
          ok,
          findings: place(
            text,
            findings.map((finding) => holdInstead(finding)),
          ),
        }
      } catch (cause) {
        if (!(cause instanceof AppError)) throw cause
        const offset = text.indexOf(/\[hidden \d+\]/.exec(cause.message)?.[0] ?? '')
        const position = positionAt(text, Math.max(0, offset))
        const finding = toFinding({ kind: 'unreadable', path: [], position, name: 'MisplacedMark' })
        return { ok: false, findings: place(text, [finding]) }
      }
    },
    set: (asked, by) =>
      change({ action: 'config.set', actor: by.credentialId, baseHash: asked.baseHash }, (before) => {
        if ('text' in asked) {
          const after = restoreSecrets(asked.text, before)
          requireNoNewMistake(before, after, lookup)
          return after
        }
        const after = edit(before, asked.changes)
        requireFit(before, after, lookup)
        return after
      }),
    undo(baseHash, by) {
      const gone = settings.isGone() ? history.lastSaid() : undefined
      const result = change({ action: 'config.undo', actor: by.credentialId, baseHash }, (before) => {
        const version = gone ?? history.before(before)
        if (!version) throw new AppError('not_found', 'There is no earlier version of openclaw.json.')
        if (version.text === undefined) throw secretGone()
        return version.text
      })
      return { ...result, missing: [...new Set(gone?.lost)] }
    },
  }
}

/** What is told of the whole file, rather than of one place in it. */
const IN_FORCE = new Set<Finding['kind']>(['gone', 'kept', 'secrets-missing'])

/** What was found in the file, with what the running gateway goes by in its place. */
function tellWhatHolds(found: readonly Finding[], running: readonly Finding[]): Finding[] {
  return found.map((finding) => {
    const place = formatPath(finding.path)
    const own = running.find(({ kind, path }) => kind === finding.kind && formatPath(path) === place)
    return holdInstead(finding, own?.instead)
  })
}

function edit(text: string, changes: readonly Change[]): string {
  const whole = changes.map(({ path, value }) =>
    value === undefined ? { path } : { path, value: restoreValue(value, path, text) },
  )
  return applyChanges(text, whole)
}

function place(text: string, findings: readonly Finding[]): PlacedFinding[] {
  return findings.map((finding) => ({
    ...finding,
    ...(finding.position ? { ...finding.position, length: 1 } : locate(text, finding.path)),
  }))
}

const changedMeanwhile = (): AppError =>
  new AppError(
    'conflict',
    'openclaw.json has changed since it was read here, by an editor or another browser. Load it again, then save.',
  )

const secretGone = (): AppError =>
  new AppError(
    'conflict',
    'The version before holds a secret that is not kept. Write that setting again, with its secret.',
  )
