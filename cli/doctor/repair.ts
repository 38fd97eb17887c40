import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { listMissingFolders, listOpenFiles } from './checks/home.ts'
import type { Facts } from './facts.ts'

/**
 * Mends what needs no decision: modes, missing folders, the record of a gateway that is gone. Returns what
 * it did, one sentence each. Doing it again does nothing.
 */
export function repair(facts: Facts): string[] {
  const done: string[] = []
  for (const { path } of listMissingFolders(facts)) {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    done.push(`made ${path}`)
  }
  const folders = new Set([facts.root, ...facts.folders].map(({ path }) => path))
  for (const { path } of listOpenFiles(facts)) {
    chmodSync(path, folders.has(path) ? 0o700 : 0o600)
    done.push(`closed ${path} to others`)
  }
  if (facts.staleRecord) {
    rmSync(facts.home.runFile, { force: true })
    done.push(`removed ${facts.home.runFile}`)
  }
  return done
}
