import { useEffect, useRef, useState } from 'react'
import * as z from 'zod'
import { type ErrorCode, toAppError } from '#protocol/errors.ts'
import { type MediaUpload, MOST_ATTACHMENTS, mediaUpload } from '#protocol/media.ts'
import { ConnectionLost } from '../../_lib/gateway/connection-lost.ts'
import { uploadFile } from '../../_lib/media.ts'
import { readStored, writeStored } from '../../_lib/storage.ts'
import { pastedFiles } from './pasted-files.ts'

/** A file that is to go with the next message. */
export interface FileDraft {
  readonly key: string
  readonly name: string
  readonly bytes: number
  readonly type: string
  /** Of the bytes on their way, from 0 to 1. */
  readonly share: number
  /** The gateway has it. */
  readonly upload?: MediaUpload
  /** `lost`: there was no connection. */
  readonly problem?: ErrorCode | 'lost'
  /** In this page only: to be sent again. */
  readonly file?: File
}

export interface Files {
  readonly list: readonly FileDraft[]
  readonly isBusy: boolean
  add(files: readonly File[]): void
  /** What a paste brings that belongs beside the text; false where it is all text. `name` is for words too many. */
  addPasted(data: DataTransfer, name: string): boolean
  remove(key: string): void
  retry(key: string): void
  /** Those that the gateway has; the list is empty afterwards. */
  take(): MediaUpload[]
  /** Puts back what could not be sent. */
  putBack(uploads: readonly MediaUpload[]): void
}

/** The files of a draft: given to the gateway at once, so that sending is quick, and still there after a reload. */
export function useFiles(draftName: string): Files {
  const storageName = `openclaw.draft-files.${draftName}`
  const [list, setList] = useState<readonly FileDraft[]>(() => readDrafts(storageName))
  const running = useRef(new Map<string, AbortController>())

  useEffect(() => {
    const kept = list.flatMap(({ upload }) => upload ?? [])
    writeStored(storageName, kept.length === 0 ? null : JSON.stringify(kept))
  }, [list, storageName])

  useEffect(() => {
    const uploads = running.current
    return () => {
      for (const upload of uploads.values()) upload.abort()
    }
  }, [])

  const change = (key: string, fields: Partial<FileDraft>): void =>
    setList((drafts) => drafts.map((draft) => (draft.key === key ? { ...draft, ...fields } : draft)))

  function start({ key, file }: FileDraft): void {
    if (!file) return
    const stop = new AbortController()
    running.current.set(key, stop)
    uploadFile(file, { signal: stop.signal, onProgress: (share) => change(key, { share }) })
      .then((upload) => change(key, { ...upload, upload, share: 1 }))
      .catch((cause: unknown) => {
        if (stop.signal.aborted) return
        change(key, { problem: cause instanceof ConnectionLost ? 'lost' : toAppError(cause).code })
      })
      .finally(() => running.current.delete(key))
  }

  function add(files: readonly File[]): void {
    const drafts = files.slice(0, MOST_ATTACHMENTS - list.length).map(toDraft)
    setList((before) => [...before, ...drafts])
    for (const draft of drafts) start(draft)
  }

  return {
    list,
    isBusy: list.some(isOnItsWay),
    add,
    addPasted(data, name) {
      const pasted = pastedFiles(data, name)
      add(pasted)
      return pasted.length > 0
    },
    remove(key) {
      running.current.get(key)?.abort()
      setList((drafts) => drafts.filter((draft) => draft.key !== key))
    },
    retry(key) {
      const draft = list.find((each) => each.key === key)
      if (!draft) return
      setList((drafts) => drafts.map((each) => (each.key === key ? withoutProblem(each) : each)))
      start(draft)
    },
    take() {
      setList([])
      return list.flatMap(({ upload }) => upload ?? [])
    },
    putBack: (uploads) => setList(uploads.map(fromUpload)),
  }
}

const isOnItsWay = ({ upload, problem }: FileDraft): boolean => upload === undefined && problem === undefined

const toDraft = (file: File): FileDraft => ({
  key: crypto.randomUUID(),
  name: file.name,
  bytes: file.size,
  type: file.type,
  share: 0,
  file,
})

const fromUpload = (upload: MediaUpload): FileDraft => ({ ...upload, key: upload.mediaId, share: 1, upload })

function withoutProblem({ problem: _, ...draft }: FileDraft): FileDraft {
  return { ...draft, share: 0 }
}

function readDrafts(storageName: string): FileDraft[] {
  try {
    const stored = z.array(mediaUpload).safeParse(JSON.parse(readStored(storageName) ?? '[]'))
    return (stored.data ?? []).map(fromUpload)
  } catch {
    return []
  }
}
