/**
 * Files of tensors in the safetensors format: eight bytes of header length, a JSON header that says
 * where each tensor lies, and the tensors without gaps.
 */
package org.logah.api.safetensors;
