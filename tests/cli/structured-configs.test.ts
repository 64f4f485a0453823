// Configs that Python code registers: files stand for them, without running Python.
import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Project } from '../helpers/project.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'

const python = process.env.POLYHEAD_PYTHON ?? 'python3'

const app = `from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Dict, List, Optional, Tuple

import hydra
from hydra.core.config_store import ConfigStore
from omegaconf import II, MISSING, OmegaConf

from parts import WIDTHS, Optimizer

defaults = ["_self_", {"db": "mysql"}]


SIZE = 8
ROOT = "/data"


class Color(Enum):
    RED = 1
    GREEN = "g"


@dataclass
class DB:
    host: str = "localhost"
    port: int = MISSING
    flags: Dict[str, bool] = field(default_factory=lambda: {"ssl": True})  # by name


@dataclass
class MySQL(DB):
    port: int = 3306
    timeout: float = 10


@dataclass
class Config:
    seed: int
    defaults: List[Any] = field(default_factory=lambda: defaults)
    db: DB = MISSING
    optimizer: Optimizer = field(default_factory=Optimizer)
    fast: Optimizer = field(default_factory=lambda: Optimizer(lr=1))
    widths: List[int] = field(default_factory=lambda: WIDTHS)
    color: Color = Color.GREEN
    note: Optional[str] = None
    text: "str" = 'a "quoted"\\n' "text"
    again: int = II("db.port")
    pair: Tuple[float, float] = (1, -2.5e-3)
    mask: int = -0x1F
    on: bool = not False
    size: int = 32 * 4 - -7 // 2
    share: float = 1 / 4
    sizes: List[int] = field(default_factory=lambda: [2**10 - 1, SIZE * 2])
    title: str = "a" + "b"
    bits: int = 1 << 4 | ~SIZE & 0x3
    path: str = f"{ROOT}/x_{SIZE}" rf"\\d{{{0.5}}}"
    quoted: str = f"{ROOT!r}"
    braces: str = f"\\x7b\\x7b{{{SIZE}"
    between: bool = 1 < SIZE < 2
    same: bool = 3 == 3 == 1
    inside: int = 1 if 0 < SIZE <= 8 != 9 else 5
    bracketed: bool = (3 > 2) == 1
    wide: int = 1 if SIZE > 4 else 2
    marks: List[int] = field(default_factory=lambda: [1 << n for n in (1,)] if False else [SIZE >> 1])
    when: Any = field(default_factory=dict)


cs = ConfigStore.instance()
cs.store(name="base_config", node=Config)
cs.store(group="db", name="base_mysql", node=MySQL)
cs.store("pg", MySQL(port=5432), "db")
cs.store(group="extra", name="all", node={"seed": 9}, package="_global_")


@hydra.main(version_base="1.3", config_path="conf", config_name="config")
def main(cfg):
    print(OmegaConf.to_yaml(cfg), end="")


if __name__ == "__main__":
    main()
`

const parts = `import dataclasses as dc

WIDTHS = [0x10, 1_000]


@dc.dataclass
class Optimizer:
    name: str = "sgd"
    lr: float = 1e-1
    betas: list = dc.field(default_factory=list)
`

let project: Project
beforeEach(() => {
  project = new Project()
  project
    .write('app.py', app)
    .write('parts.py', parts)
    .write('conf/config.yaml', 'defaults:\n  - base_config\n  - _self_\nseed: 3\n')
    .write('conf/db/mysql.yaml', 'defaults:\n  - base_mysql\nhost: remote\n')
})
afterEach(() => project.remove())

const lay = () => project.polyhead('init', 'new', '--from-hydra', 'conf')
const composed = (...words: string[]) => project.polyhead('--config-path', 'new/configs', ...words)
const check = () => composed('check').stdout

test('a tree whose schemas are Python classes composes once files stand for them', () => {
  expect(composed('--cfg', 'job').code).toBe(2)
  const { code, stdout } = lay()
  expect(code, stdout).toBe(0)
  expect(stdout).toContain('6 of 6 configs of conf compose')
  expect(stdout).toMatch(/db\/base_mysql +MySQL, in app\.py, line \d+/)
  expect(project.read('new/configs/db/base_mysql.yaml')).toContain(
    'host: localhost\nport: 3306\nflags:\n  ssl: true\ntimeout: 10.0\n',
  )
  expect(composed('--cfg', 'job', 'db=pg').stdout).toContain('port: 5432')
})

test('chained comparisons and braces that escapes stand for are read as Python reads them', () => {
  lay()
  const read = project.read('new/configs/base_config.yaml')
  const own = read.split('\n').filter((line) => /^(?:braces|between|same|inside|bracketed):/.test(line))
  expect(own.slice(1)).toEqual(['between: false', 'same: false', 'inside: 1', 'bracketed: true'])
  expect(own[0]).toMatch(/^braces: ["']?\{\{\{8["']?$/)
})

test('a class of attrs is read, too', () => {
  const own =
    '@attr.s(auto_attribs=True)\nclass MySQL:\n    port: int = 3300 + 6\n    name: str = attr.ib(default="m")\n'
  project.write('app.py', app.replace(/@dataclass\nclass MySQL.*?timeout: float = 10\n/s, own))
  expect(lay().code).toBe(0)
  expect(project.read('new/configs/db/base_mysql.yaml')).toContain('port: 3306\nname: m\n')
})

describe.skipIf(!hasModule(python, 'hydra') && !required('hydra'))('Hydra (POLYHEAD_PYTHON)', () => {
  test.each([[[]], [['db=pg', 'note=hello']], [['+extra=all', 'optimizer.lr=0.5', 'color=RED']]])(
    'the same values as Hydra, where Python runs: %j',
    (words) => {
      lay()
      const theirs = execFileSync(python, ['app.py', ...words], { cwd: project.dir, encoding: 'utf8' })
      expect(composed('--cfg', 'job', ...words).stdout).toBe(theirs)
    },
  )
})

test('a wrong type and an unknown key of a schema are errors at their places, and what + adds is none', () => {
  lay()
  project.write('new/configs/db/mysql.yaml', 'defaults:\n  - base_mysql\nhost: remote\nprt: 5\nport: "77"\n')
  const stdout = check()
  expect(stdout).toContain("new/configs/db/mysql.yaml:4:1  db.prt is not a key of 'db/base_mysql'")
  expect(stdout).toContain("did you mean 'port'?")
  expect(stdout).toContain("new/configs/db/mysql.yaml:5:7  db.port must be an integer, but is '77'")
  project.write('new/configs/db/mysql.yaml', 'defaults:\n  - base_mysql\nhost: remote\n')
  const main = new URL('../../dist/index.js', import.meta.url).href
  project.write(
    'app.mjs',
    `import { main } from '${main}'
await main(async (config) => console.log(config.get('db.port')), { configDir: 'new/configs', configName: 'config' })`,
  )
  const wrong = project.node(['app.mjs', 'db.timeout=soon'])
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("db.timeout must be a number, but is 'soon'")])
  expect(project.node(['app.mjs', '+db.extra=1'])).toMatchObject({ code: 0, stdout: '3306\n' })
})

test('what is computed is told by file and line, and its value is missing', () => {
  project.write('parts.py', parts.replace('1e-1', '0.1 * rate()'))
  project.write(
    'app.py',
    app.replace('cs.store("pg"', 'for name in ("a", "b"): cs.store(name, MySQL, "db")\ncs.store("pg"'),
  )
  const { stdout } = lay()
  expect(stdout).toMatch(/parts\.py, line 9 +the default of lr/)
  expect(stdout).toMatch(/app\.py, line \d+ +cs\.store\(name, MySQL, "db"\)/)
  expect(project.read('new/configs/base_config.yaml')).toContain('lr: ???')
})

test('a name that no Python code has stays missing, and one that leads out of the tree is not written', () => {
  project.write('conf/db/mysql.yaml', 'defaults:\n  - none_such\n')
  project.write('app.py', app.replace('name="base_mysql"', 'name="../../../evil"'))
  const { stdout } = lay()
  expect(stdout).toContain('none_such')
  expect(stdout).toMatch(/app\.py, line \d+ +cs\.store\(group="db", name="\.\.\/\.\.\/\.\.\/evil"/)
  expect(project.files().filter((file) => file.includes('evil'))).toEqual([])
})

test('a schema beside a config that cannot be taken is one error with its file', () => {
  project.write('own/config.yaml', 'a: 1\n').write('own/config.schema.json', '{"type": "object", "properties": {')
  const broken = project.polyhead('--config-path', 'own', 'check').stdout
  expect(broken).toContain('own/config.schema.json')
  project.write('own/config.schema.json', '{"properties": {"a": {"type": "string", "pattern": "(a+)+$"}}}')
  expect(project.polyhead('--config-path', 'own', 'check').stdout).toContain("has 'pattern'")
})
