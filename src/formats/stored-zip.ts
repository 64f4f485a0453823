import { crc32 } from 'node:zlib'
import { fileError } from './file-error.js'

/** A file in an archive. */
interface Member {
  /** Its bytes: a view of the archive's. */
  bytes: Uint8Array
  crc: number
  /** Whether they are neither compressed nor encrypted. */
  stored: boolean
}

const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50

/** Of the record at the end, without its comment. */
const endBytes = 22
const centralBytes = 46
const localBytes = 30

/** Stands for a number that is in a zip64 record instead. */
const elsewhere = 0xffffffff

/**
 * A zip archive whose files are stored as they are, as PyTorch writes it; none of them is unpacked.
 * @param file named in messages
 */
export class StoredZip {
  readonly #members: ReadonlyMap<string, Member>

  /** @throws ConfigError where it is no such archive, or cut short */
  constructor(
    bytes: Uint8Array,
    private readonly file: string,
  ) {
    this.#members = readMembers(bytes, file)
  }

  /** Names of the files, with their folders. */
  names(): readonly string[] {
    return [...this.#members.keys()]
  }

  /**
   * The bytes of a file, undefined where there is none.
   * @throws ConfigError where they are compressed, or not those that were written
   */
  read(name: string): Uint8Array | undefined {
    const member = this.#members.get(name)
    if (member && !member.stored)
      throw fileError(this.file, `'${name}' in it is compressed or encrypted: PyTorch stores files as they are`)
    if (member && crc32(member.bytes) !== member.crc)
      throw fileError(this.file, `is damaged: '${name}' in it is not what was written`)
    return member?.bytes
  }
}

function readMembers(bytes: Uint8Array, file: string): Map<string, Member> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = findEnd(view)
  if (end === undefined) throw fileError(file, 'is no zip archive, or is cut short')
  const count = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  if (count === 0xffff || at === elsewhere) {
    throw fileError(file, 'is an archive of more than 65,534 files or 4 GiB, which is not read')
  }
  const members = new Map<string, Member>()
  for (let i = 0; i < count; i++) {
    if (at + centralBytes > end || view.getUint32(at, true) !== CENTRAL) {
      throw fileError(file, 'is a damaged zip archive', { place: { byte: at } })
    }
    const nameBytes = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(bytes.subarray(at + centralBytes, at + centralBytes + nameBytes))
    if (members.has(name)) throw fileError(file, `holds '${name}' twice`)
    members.set(name, readMember({ bytes, view, file, name }, at))
    at += centralBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return members
}

/** The archive's end is found from behind: a comment may follow it. */
function findEnd(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - endBytes - 0xffff)
  for (let at = view.byteLength - endBytes; at >= first; at--) if (view.getUint32(at, true) === END) return at
  return undefined
}

interface Place {
  bytes: Uint8Array
  view: DataView
  file: string
  name: string
}

function readMember({ bytes, view, file, name }: Place, at: number): Member {
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)]
  const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
  const local = view.getUint32(at + 42, true)
  if (local + localBytes > bytes.length || view.getUint32(local, true) !== LOCAL) {
    throw fileError(file, `is a damaged zip archive: '${name}' is not where it should be`)
  }
  const start = local + localBytes + view.getUint16(local + 26, true) + view.getUint16(local + 28, true)
  if (start + packed > bytes.length)
    throw fileError(file, `is cut short: '${name}' ends at byte ${start + packed} of ${bytes.length}`)
  const stored = (flags & 1) === 0 && method === 0 && packed === size
  return { stored, bytes: bytes.subarray(start, start + size), crc: view.getUint32(at + 16, true) }
}
