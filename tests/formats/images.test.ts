import { expect, test } from 'vitest'
import { decodeImage } from '../../src/formats/images.js'

/** JPEG files of 8×12 pixels, and their red, green and blue by PIL 13's `convert('RGB')`, in base64. */
const byPil = [
  {
    title: 'in the four colours of print',
    file: [
      '/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwADAgIDAgIDAwMDBAMDBAUIBQUEBAUKBwcGCAwKDAwLCgsLDQ4SEA0OEQ4LCxAWEBETFBUVFQwP',
      'FxgWFBgSFBUU/8AAFAgACAAMBEMRAE0RAFkRAEsRAP/EABgAAAMBAQAAAAAAAAAAAAAAAAAICQYH/8QAJxAAAQEDDAMAAAAAAAAAAAAA',
      'AAcZJEEBAwQGCCU0NkRRZaKBofD/2gAOBEMATQBZAEsAAD8AWSyTovBgmd3GdDhSJIlh3faBVMrQm2UqJ9CQGd3GdB2Kpolcky7+gP/Z',
    ].join(''),
    pixels: [
      'AAEAEwEMKQEZPAEkUAExYwE8eQFIjAFUnwFhtQFrxwF53QGDAB0MEx0YKR0kPB0vUB08Yx1HeR1UjB1gnx1stR13xx2F3R2OAD0ZEz0l',
      'KT0xPD08UD1JYz1UeT1hjD1tnz15tT2Exz2S3T2bAFokE1owKVo9PFpIUFpVY1pgeVpsjFp4n1qEtVqPx1qd3VqnAHkwE3k8KXlJPHlU',
      'UHlgY3lseXl4jHmEn3mQtXmbx3mp3XmzAJU7E5VIKZVUPJVfUJVsY5V3eZWDjJWQn5WctZWnx5W13ZW+ALVIE7VVKbVhPLVsULV5Y7WE',
      'ebWQjLWdn7WptbW0x7XC3bXLANJUE9JgKdJsPNJ4UNKEY9KPedKcjNKon9K0tdK/x9LN3dLW',
    ].join(''),
  },
  {
    title: 'that says it is to be turned: PIL gives the pixels as they lie',
    file: [
      '/9j/4AAQSkZJRgABAQAAAQABAAD/4QAiRXhpZgAATU0AKgAAAAgAAQESAAMAAAABAAYAAAAAAAD/2wBDAAMCAgMCAgMDAwMEAwMEBQgF',
      'BQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMUFRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQU',
      'FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAwDAREAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAA',
      'Bwj/xAAcEAABAwUAAAAAAAAAAAAAAAAACCSiAwUHJTP/xAAWAQEBAQAAAAAAAAAAAAAAAAAGBAj/xAAfEQABAwMFAAAAAAAAAAAAAAAA',
      'BQYiAQIhAwQkMTL/2gAMAwEAAhEDEQA/AB/HiUuTOJHs1LrIVaz+8zKFsiUtfTZxF+kpRpk1GnP7j2zP/9k=',
    ].join(''),
    pixels: [
      'AAAAEgAMKAAaPQEnTgEvYgA5egBJigBVnwFgsgFtywF72QCDBBwMExwXLBwnPxwyURs7ZRxHexxWjhxhoh1stRx3zRyI3RyPADwWET0i',
      'KDwxPT09Tj1HYjxReT1hijxsnz12sj2Dyz2T2jyZAFsiEVotKFo9O1pITVpRYVtdeVpsiVt4nlyCsVqNyVqe2VqnAncwFHg8KndLP3hX',
      'UHhgY3drfHd7jHeGoniQtHicznes23ezAZY8EpVHK5VXPpViTpVrZJV3epWGjJWSoZactJWnzJS33JW/ALVHELZSJ7VhPLZtTbV2YbWB',
      'eLaRibWcnramsbW0yrbC2LXLAdJTEtFfKdJvPdF5TtGBY9KOetGci9KooNO0stG/zNDP29LX',
    ].join(''),
  },
]

test.each(byPil)('a JPEG $title', ({ file, pixels }) => {
  const { height, width, data } = decodeImage(Buffer.from(file, 'base64'), 'a.jpg')
  expect([height, width]).toEqual([8, 12])
  const expected = Buffer.from(pixels, 'base64')
  const apart = Array.from(expected, (value, i) => Math.abs((data[Math.floor(i / 3) * 4 + (i % 3)] as number) - value))
  // The inverse cosine transforms of two decoders round otherwise.
  expect(Math.max(...apart)).toBeLessThanOrEqual(4)
})
