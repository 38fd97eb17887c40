/** `snippet` is plain text; `ranges` are [start, end) of what matched in it, in UTF-16 units. */
export interface SearchHit {
  readonly messageId: string
  readonly sessionId: string
  readonly sessionTitle: string
  readonly role: 'system' | 'user' | 'assistant'
  readonly createdAt: number
  readonly snippet: string
  readonly ranges: [number, number][]
}

export interface SearchFeature {
  /** Best first. `before`: only messages from before this time (Unix milliseconds). */
  messages(query: {
    query: string
    sessionId?: string | undefined
    before?: number | undefined
    limit: number
  }): Promise<{ hits: SearchHit[] }>
}

export interface BackupInfo {
  readonly name: string
  readonly createdAt: number
  readonly bytes: number
  /** Opened and checked after it was written. */
  readonly verified: boolean
}

export interface BackupsFeature {
  /** Newest first. */
  list(): BackupInfo[]
  create(): Promise<BackupInfo>
}

export interface ExportsFeature {
  /** A whole conversation as one text. Throws `too_large` where it does not fit into one answer. */
  session(sessionId: string, format: 'markdown' | 'json'): { filename: string; content: string }
}
