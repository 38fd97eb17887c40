import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { adoptSecrets, COMMENT, dropHidden, hideSecrets } from '#protocol/config/secrets.ts'
import { findLastSaid, type KeptVersions, readVersions } from '#protocol/config/versions.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import { hashOf } from './settings-file.ts'

/** Enough for an evening of trying things out. */
const MOST_VERSIONS = 20

/** What openclaw.json said before, so that a change can be taken back. */
export interface History {
  /** Takes down a text that is in force. What was taken back before is forgotten when another follows. */
  record(text: string): void
  /** The version before this text, as it was written; `text` is undefined where a secret of it is gone. */
  before(text: string): { at: number; text: string | undefined } | undefined
  /**
   * What was in force last, with the secrets that stand at the same places of this text; marks stand at the places in
   * `lost`. Undefined before the first version.
   */
  lastInForce(text: string): { at: number; text: string; lost: readonly string[] } | undefined
  /**
   * What a file said that is gone by now, as far as it is known: settings are left out whose secret stood in it only,
   * and named by `lost`. Undefined where it said nothing, so that nothing is missed.
   */
  lastSaid(): { at: number; text: string; lost: readonly string[] } | undefined
  /** That version is in the place of this text now. */
  wentBack(from: string): void
}

/**
 * Versions in a file of the state folder. Their secrets are kept in memory only: after a restart a version gets those
 * that stand at the same places by then.
 */
export function openHistory(deps: { file: string; clock: Clock; log: Log }): History {
  const { file, clock, log } = deps
  const before = loadVersions(file)
  let versions = before.versions
  const whole = new Map<string, string>()
  let position = before.position ?? versions.length - 1

  const save = (): void => {
    try {
      writeFileSync(`${file}.new`, JSON.stringify({ versions, position }), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    } catch (error) {
      log.warn('Earlier versions of openclaw.json are not kept.', { error })
    }
  }

  /** Of what is in force; an edit that is not in force, or of comments only, stands behind it. */
  const isHere = (text: string): boolean => versions[position]?.hash === hashOf(text)

  return {
    record(text) {
      if (!isHere(text)) {
        const version = { at: clock.now(), hash: hashOf(text), text: hideSecrets(text) }
        versions = [...versions.slice(0, position + 1), version].slice(-MOST_VERSIONS)
        position = versions.length - 1
        for (const known of whole.keys()) {
          if (!versions.some(({ hash }) => hash === known)) whole.delete(known)
        }
        save()
      }
      whole.set(hashOf(text), text)
    },
    before(text) {
      const version = versions[isHere(text) ? position - 1 : position]
      if (!version) return undefined
      const { text: adopted, lost } = adoptSecrets(version.text, text)
      return {
        at: version.at,
        text: whole.get(version.hash) ?? (lost.length === 0 ? adopted : undefined),
      }
    },
    lastInForce(text) {
      const version = versions[position]
      return version && { at: version.at, ...adoptSecrets(version.text, text) }
    },
    lastSaid() {
      const version = findLastSaid({ versions, position })
      if (!version) return undefined
      const own = whole.get(version.hash)
      if (own !== undefined) return { at: version.at, text: own, lost: [] }
      const { lost } = adoptSecrets(version.text, '')
      return {
        at: version.at,
        text: dropHidden(version.text),
        lost: lost.filter((place) => place !== COMMENT),
      }
    },
    wentBack(from) {
      if (!isHere(from)) return
      position -= 1
      save()
    },
  }
}

export function loadVersions(file: string): KeptVersions {
  try {
    return readVersions(readFileSync(file, 'utf8'))
  } catch {
    return { versions: [] }
  }
}
