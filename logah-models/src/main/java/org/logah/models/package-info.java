/**
 * Vision transformers, GPT-2 and Llama as networks, their configurations, and the sizes known by
 * name.
 */
package org.logah.models;
