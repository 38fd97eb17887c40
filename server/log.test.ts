import { mkdtempSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from './log.ts'

const logFile = () => join(mkdtempSync(join(tmpdir(), 'openclaw-log-')), 'gateway.log')
const SECRETS = ['sk-ant-0123456789', 'with "quotes" and \\', 'needs/encoding+==']

describe('the log', () => {
  it('never writes a known secret: not in messages, fields, errors, nor escaped or encoded', () => {
    const file = logFile()
    const lines: string[] = []
    const log = createLog({ file, level: 'debug', terminal: { write: (line) => lines.push(line) } })
    log.hide(SECRETS)
    const child = log.child('models')
    for (const secret of SECRETS) {
      child.error(`refused ${secret}`, {
        error: new Error(`bad key ${secret}`, { cause: new Error(secret) }),
        headers: { authorization: `Bearer ${secret}` },
        url: `https://example.org/?key=${encodeURIComponent(secret)}`,
      })
    }
    log.flush()
    const written = readFileSync(file, 'utf8') + lines.join('')
    for (const secret of SECRETS) {
      expect(written).not.toContain(secret)
      expect(written).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(written).not.toContain(encodeURIComponent(secret))
    }
    expect(written.match(/\[hidden\]/g)?.length).toBeGreaterThanOrEqual(4 * SECRETS.length)
  })

  it('L1: keeps the file to its owner and shows people only what they should act on', () => {
    const file = logFile()
    const lines: string[] = []
    const log = createLog({ file, level: 'info', terminal: { write: (line) => lines.push(line) } })
    log.debug('a detail')
    log.info('all is well')
    log.warn('The disk is nearly full.', { free: 12 })
    log.flush()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2)
    expect(lines).toEqual(['  warning: The disk is nearly full.\n'])
  })
})
