/// <reference types="long" preserve="true" />
/**
 * TensorFlow.js's core, the copy that polyhead computes with: tensors of another copy are of no use to it. In the
 * package it is loaded when something of it is first used, and the backend that a run chose is its backend.
 */
export * as tf from '@tensorflow/tfjs-core'
