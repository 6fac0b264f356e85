package dev.doubletick.operator;

import dev.doubletick.protocol.PhoneNumber;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a phone number from the command line: E.164 with the plus. */
final class PhoneConverter implements ITypeConverter<PhoneNumber> {

    @Override
    public PhoneNumber convert(String text) {
        try {
            return PhoneNumber.ofE164(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
    }
}
