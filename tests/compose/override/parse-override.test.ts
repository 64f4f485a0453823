import { describe, expect, test } from 'vitest'
import { type Element, isSweepOverride, parseOverride, printOverride } from '../../../src/compose/override/index.js'
import { asTyped } from '../../../src/compose/tried-hints.js'
import { toPlain } from '../../../src/config/index.js'
import type { Node } from '../../../src/config/node.js'
import { ConfigError, type Diagnostic } from '../../../src/util/diagnostic.js'

const plain = (text: string) => toPlain(parseOverride(text).value as Node)

/** The diagnostic of a text that is no override, with the part of it at fault. */
function complaint(read: () => unknown): Diagnostic & { at: string } {
  try {
    read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [diagnostic] = error.diagnostics as [Diagnostic]
    if (diagnostic.source?.kind !== 'override') throw error
    return { ...diagnostic, at: diagnostic.source.text.slice(...diagnostic.source.range) }
  }
  throw new Error('no complaint')
}

describe('keys', () => {
  test.each([
    ['a=1', 'CHANGE', 'a', null, 'a'],
    ['+a.b=1', 'ADD', 'a.b', null, '+a.b'],
    ['++db@src.db=mysql', 'FORCE_ADD', 'db', 'src.db', '++db@src.db'],
    ['~hydra/launcher', 'DEL', 'hydra/launcher', null, '~hydra/launcher'],
    ['db@=mysql', 'CHANGE', 'db', '', 'db@'],
    ['=1', 'CHANGE', '', null, ''],
    ['$a.0.b-c=1', 'CHANGE', '$a.0.b-c', null, '$a.0.b-c'],
  ])('%s', (text, type, keyOrGroup, pack, keyElement) => {
    expect(parseOverride(text)).toMatchObject({ type, keyOrGroup, package: pack, keyElement, text })
  })

  test('know their place, and the value its own', () => {
    const { keySource, source } = parseOverride('++a.b= [1, 2]', { origin: 'a test' })
    expect(keySource).toEqual({ kind: 'override', text: '++a.b= [1, 2]', range: [2, 5], origin: 'a test' })
    expect(source.range).toEqual([7, 13])
  })
})

describe('values', () => {
  test.each<[string, unknown]>([
    ['a=', ''],
    ['a=01', '01'],
    ['a=1_0', 10],
    ['a=123456789012345678901234567890', 123456789012345678901234567890n],
    ['a=1e400', Number.POSITIVE_INFINITY],
    ['a=yes', 'yes'],
    ['a= b c ', 'b c'],
    ['a=b\\,c', 'b,c'],
    ["a='\\n'", '\\n'],
    ["a='it\\'s'", "it's"],
    ['a="\\\\"', '\\'],
    ['a={x:1,y:[null,TRUE,z w]}', { x: 1, y: [null, true, 'z w'] }],
    ['a=str([1,2.0,true])', ['1', '2.0', 'true']],
    ["a=int([' 4 ','1_000',2.9,true])", [4, 1000, 2, 1]],
    ['a=bool({x:0,y:nan})', { x: false, y: true }],
    ['a=sort([3,1,2],reverse=true)', [3, 2, 1]],
    ['a=sort([nan,3,1,2])', [Number.NaN, 1, 2, 3]],
  ])('%s', (text, value) => expect(plain(text)).toEqual(value))

  test('carry the place of each part', () => {
    const list = parseOverride('a=[1, {k: x}]').value as Extract<Node, { kind: 'list' }>
    const map = list.items[1] as Extract<Node, { kind: 'map' }>
    expect(list.items[0]?.source).toMatchObject({ range: [3, 4] })
    expect(map.entries.get('k')).toMatchObject({ source: { range: [10, 11] }, keySource: { range: [7, 8] } })
  })

  test('tell a missing value, an interpolation and plain text apart', () => {
    expect(
      (parseOverride('a=[???,x${b},x]').value as Extract<Node, { kind: 'list' }>).items.map((i) => i.kind),
    ).toEqual(['missing', 'interpolation', 'string'])
  })

  test('go to a job as text, escaped again', () => {
    expect(parseOverride('a=[x y, ${b}, "q", true, 1e16]').valueText).toBe('[x\\ y,$\\{b\\},"q",True,1e+16]')
    expect(parseOverride('~a').valueText).toBe('null')
  })
})

describe('sweeps', () => {
  test.each<[string, string | null, string[]]>([
    ['a=x,"y z",1.0', 'SIMPLE_CHOICE_SWEEP', ['x', '"y z"', '1.0']],
    ['a=choice(1,[a,b])', 'CHOICE_SWEEP', ['1', '[a,b]']],
    ['a=range(3)', 'RANGE_SWEEP', ['0', '1', '2']],
    ['a=range(0.1,0.5,0.1)', 'RANGE_SWEEP', ['0.1', '0.2', '0.30000000000000004', '0.4']],
    ['a=range(0,1,.3)', 'RANGE_SWEEP', ['0.0', '0.3', '0.6', '0.8999999999999999']],
    ['a=sort(range(0,5,2),reverse=true)', 'RANGE_SWEEP', ['3', '1', '-1']],
    ['a=tag(t,int(choice("1",2.5)))', 'CHOICE_SWEEP', ['1', '2']],
  ])('%s', (text, valueType, values) => {
    const override = parseOverride(text)
    expect(override.valueType).toBe(valueType)
    expect(override.values()).toEqual(values)
    expect(isSweepOverride(override)).toBe(true)
  })

  test('a shuffled sweep has one order for one seed, and it is a permutation', () => {
    const order = (seed: number) => parseOverride('a=shuffle(range(20))', { seed }).values()
    expect(order(0)).toEqual(order(0))
    expect(order(1)).not.toEqual(order(0))
    expect([...order(1)].sort()).toEqual([...order(0)].sort())
    expect(order(0)).not.toEqual(parseOverride('a=range(20)').values())
  })

  test('two sweeps of one length are shuffled each in its own way', () => {
    expect(parseOverride('a=shuffle(range(20))').values()).not.toEqual(parseOverride('b=shuffle(range(20))').values())
  })

  test('an endless range is told, not walked', () => {
    expect(complaint(() => parseOverride('a=range(inf)').values()).message).toContain('never ends')
    expect(complaint(() => parseOverride('a=range(1e30,2e30)').values()).message).toContain('values')
    expect(complaint(() => parseOverride('a=range(1000000000)').values()).message).toContain('1,000,000,000 values')
  })

  test('a sweep inside a value is no value', () => {
    const override = parseOverride('a=[1,choice(2,3)]')
    expect(override.valueType).toBe('ELEMENT')
    expect(complaint(() => override.value)).toMatchObject({ at: 'choice(2,3)' })
    expect(complaint(() => override.valueText)).toMatchObject({ at: 'choice(2,3)' })
  })
})

describe('what no Hydra reads', () => {
  test('zip pairs keys, whatever they look like', () => {
    const { element, valueType } = parseOverride('n=zip(a.b=choice(1,2), g/h@p=[x,"y z"], +c=range(2))')
    expect(valueType).toBe('ZIP_SWEEP')
    expect((element as Extract<Element, { kind: 'zip' }>).members.map(({ key }) => key)).toEqual(['a.b', 'g/h@p', '+c'])
  })

  test.each([
    ['n=zip(a=choice(1,2))', 'two keys or more', 'zip(a=choice(1,2))'],
    ['n=zip(a=choice(1,2),b=choice(1,2,3))', 'one length', 'b=choice(1,2,3)'],
    ['n=zip(a=choice(1,2),a=choice(1,2))', 'twice', 'a'],
    ['n=zip(a=choice(1,2),hydra.x=choice(1,2))', 'hydra node', 'hydra.x'],
    ['n=zip(a=choice(1,2),b=shuffle(1,2))', 'shuffle the whole zip', 'shuffle(1,2)'],
    ['n=zip(a=choice(1,2),b=interval(1,2))', 'lists, choices and ranges', 'interval(1,2)'],
    ['n=zip(a=[],b=[])', 'nothing to pair', '[]'],
    ['n=zip(a=[1,2],b=range(inf))', 'never ends', 'range(inf)'],
    ['n=zip(a=[1,2],b=3)', 'not an int', '3'],
    ['n=[zip(a=[1],b=[2])]', 'inside', 'zip(a=[1],b=[2])'],
    ['n=x,zip(a=[1],b=[2])', 'of its own', 'zip(a=[1],b=[2])'],
    ['n=zip(1=[1],b=[2])', 'not a key', '1'],
    ['n=[append(x)]', 'inside', 'append(x)'],
    ['~n=append(x)', 'without ~', 'append(x)'],
    ['n=append()', 'at least one', 'append()'],
  ])('%s', (text, message, at) => {
    const found = complaint(() => parseOverride(text))
    expect(found.message).toContain(message)
    expect(found.at).toBe(at)
  })

  test('list edits keep what is quoted', () => {
    const override = parseOverride("a=append('1', [x], null)")
    expect(override.valueType).toBe('LIST_EDIT')
    expect(override.value).toMatchObject({
      edit: 'append',
      items: [{ value: '1' }, { kind: 'list' }, { kind: 'null' }],
    })
    expect(override.valueText).toBe("append('1',[x],null)")
    expect(printOverride(override)).toBe("a=append('1',[x],null)")
  })
})

describe('a complaint points at the character at fault', () => {
  test.each([
    ['a=é', 'é', "unexpected 'é'"],
    ['a=b=c', '=', "expected the end, or ','"],
    ['a=[1,2', '', "expected ',' or ']'"],
    ['a b=1', ' ', "expected '='"],
    ['foo', '', "expected '='"],
    ['a=1,', '', 'expected a value'],
    ['a=x(1', '', "expected ',' or ')'"],
    ['a={"k":1}', '"k"', 'a key (unquoted)'],
    ['a="x" y', ' ', 'expected the end'],
    ['a=rnge(3)', 'rnge', "no function 'rnge'"],
    ['a=range(a)', 'a', 'range(start=…) takes a number'],
    ['a=range(1,2,3,4)', '4', 'at most 3 arguments'],
    ['a=range(stop=3)', 'range(stop=3)', "needs 'start'"],
    ['a=range(1,start=2)', 'start', 'twice'],
    ['a=sort([1],revers=true)', 'revers', "no argument 'revers'"],
    ['a=int(stuff)', 'stuff', 'is not an int'],
    ['a=choice(choice(1,2))', 'choice(1,2)', 'choice of a choice'],
    ['a=sort(1,b)', 'b', 'have no order'],
    ['a=range(0,1,0)', '0', 'cannot be 0'],
    ['a={null:1}', 'null', 'cannot be a key'],
    ['a=[{__proto__:1}]', '__proto__', 'cannot be a key'],
  ])('%s', (text, at, message) => {
    const found = complaint(() => {
      const override = parseOverride(text)
      return isSweepOverride(override) ? override.values() : override.value
    })
    expect(found.at).toBe(at)
    expect(found.message).toContain(message)
  })

  test('and says how to quote it in a shell', () => {
    const quoted = process.platform === 'win32' ? `"a='b=c'"` : `'a="b=c"'`
    expect(complaint(() => parseOverride('a=b=c')).hint).toContain(quoted)
    expect(complaint(() => parseOverride('a=rnge(3)')).hint).toBe("did you mean 'range'?")
  })

  test.each([
    ['loguniform(1e-3,1)', 'write', 'tag(log,interval(1e-3,1))'],
    ['log(interval(1e-3,1))', 'write', 'tag(log,interval(1e-3,1))'],
    ['uniform(0,1)', 'write', 'interval(0,1)'],
    ['randint(1,5)', 'write', 'range(1,5)'],
    ['linspace(0,1,3)', 'write', 'choice(0,0.5,1)'],
    ['logspace(-3,0,4)', 'write', 'choice(0.001,0.01,0.1,1)'],
    ['interval(0.5)', 'such as', 'interval(0,0.5)'],
  ])('and says what a space of another library is here: %s', (theirs, lead, own) => {
    expect(complaint(() => parseOverride(`a=${theirs}`)).hint).toBe(`${lead} ${asTyped(`a=${own}`)}`)
    expect(isSweepOverride(parseOverride(`a=${own}`))).toBe(true)
  })

  test.each(['log(2)', 'linspace(0,1,1000)', 'uniform(1)', 'interval(-1)'])('but not what %s is', (call) => {
    expect(complaint(() => parseOverride(`a=${call}`)).hint ?? '').not.toMatch(/^(write|such as)/)
  })
})
