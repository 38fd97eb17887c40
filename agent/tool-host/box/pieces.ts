import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { AppError } from '#protocol/errors.ts'
import { SANDBOX_FILE_LIMIT } from '#protocol/sandbox/sandbox.ts'
import type { BoxRequest } from '#protocol/sandbox/wire.ts'
import { createPaths } from '../paths.ts'

type Put = Extract<BoxRequest, { type: 'put' }>
type Get = Extract<BoxRequest, { type: 'get' }>

/** Files that come into a box and go out of it, a piece at a time, by the same resolver as every tool's. */
export function createPieces(workspace: string) {
  const paths = createPaths({ workspace, masked: [] })
  const arriving = new Map<string, Buffer[]>()

  function place(path: string, bytes: Buffer): void {
    const { folder, name, target, close } = paths.resolve(path, { createFolders: true })
    const draft = `${folder.path}/.openclaw-${randomBytes(6).toString('hex')}.tmp`
    try {
      if (name === '' || target?.stats.isDirectory()) throw new AppError('bad_request', 'That is a folder.')
      fs.writeFileSync(draft, bytes, { flag: 'wx' })
      fs.renameSync(draft, `${folder.path}/${name}`)
    } catch (error) {
      fs.rmSync(draft, { force: true })
      throw error
    } finally {
      close()
    }
  }

  return {
    /** A file stands in its place whole or not at all. */
    put({ path, offset, content, last }: Put): { bytes: number } {
      const pieces = offset === 0 ? [] : (arriving.get(path) ?? [])
      const known = pieces.reduce((sum, piece) => sum + piece.length, 0)
      arriving.delete(path)
      const piece = Buffer.from(content, 'base64')
      if (known !== offset) throw new AppError('conflict', 'A piece of the file is missing.')
      if (known + piece.length > SANDBOX_FILE_LIMIT) throw new AppError('too_large', 'The file is too large.')
      pieces.push(piece)
      if (last) place(path, Buffer.concat(pieces))
      else arriving.set(path, pieces)
      return { bytes: known + piece.length }
    },
    get({ path, offset, bytes }: Get): { content: string; size: number } {
      const { target, shown, close } = paths.resolve(path)
      try {
        if (!target) throw new AppError('not_found', `There is no file ${shown}.`)
        if (!target.stats.isFile()) throw new AppError('path_denied', `${shown} is not a regular file.`)
        const descriptor = target.openForRead()
        try {
          const piece = Buffer.alloc(bytes)
          const length = fs.readSync(descriptor, piece, 0, bytes, offset)
          return {
            content: piece.subarray(0, length).toString('base64'),
            size: fs.fstatSync(descriptor).size,
          }
        } finally {
          fs.closeSync(descriptor)
        }
      } finally {
        close()
      }
    },
  }
}
