"""The tree against the vectors that Certificate Transparency published for RFC 6962."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.audit import tree

# Inputs and roots of the reference test in the Certificate Transparency project (public vectors).
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_empty_tree_is_the_hash_of_nothing() -> None:
    assert tree.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_equal_the_published_ones(size: int) -> None:
    leaves = [tree.leaf_hash(data) for data in INPUTS[:size]]
    assert tree.root(leaves).hex() == ROOTS[size - 1]


@given(st.integers(1, 70))
def test_appending_leads_to_the_same_root_as_hashing_all(size: int) -> None:
    leaves = [tree.leaf_hash(bytes([number])) for number in range(size)]
    peaks: list[bytes] = []
    for position, leaf in enumerate(leaves):
        peaks = tree.append(peaks, position, leaf)
    assert tree.root_of(peaks) == tree.root(leaves)


@given(st.integers(1, 70).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
def test_every_inclusion_proof_leads_to_the_root_and_no_other(case: tuple[int, int]) -> None:
    size, index = case
    leaves = [tree.leaf_hash(bytes([number])) for number in range(size)]
    proof = tree.inclusion_proof(leaves, index)
    assert tree.root_from_inclusion(leaves[index], index, size, proof) == tree.root(leaves)
    assert tree.root_from_inclusion(tree.leaf_hash(b"other"), index, size, proof) != tree.root(leaves)


@given(st.integers(0, 70))
def test_levels_give_the_same_root_and_proofs_as_hashing_all(size: int) -> None:
    leaves = [tree.leaf_hash(bytes([number])) for number in range(size)]
    levels = tree.Levels(leaves)
    assert levels.root == tree.root(leaves)
    assert [levels.proof(at) for at in range(size)] == [
        tree.inclusion_proof(leaves, at) for at in range(size)
    ]


@pytest.mark.parametrize("index", [-1, 3])
def test_levels_prove_nothing_that_is_not_there(index: int) -> None:
    levels = tree.Levels([tree.leaf_hash(b"a"), tree.leaf_hash(b"b"), tree.leaf_hash(b"c")])
    with pytest.raises(IndexError):
        levels.proof(index)
